import Foundation
import GossipNet

/// Words with a running daemon, through the socket in the home. With no daemon there, nothing happens.
enum ControlClient {
    /// Where a running daemon's page is; nil where it does not answer.
    static func page(_ home: Home) -> PageStanding? {
        ask(#"{"do":"page"}"#, home).flatMap { try? JSONDecoder().decode(PageStanding.self, from: $0) }
    }

    /// Tells a running daemon to look for new entries at once.
    static func wake(_ home: Home) {
        _ = ask(#"{"do":"wake"}"#, home)
    }

    /// How a running daemon is; nil where none answers.
    static func status(_ home: Home) -> NodeStatus? {
        ask(#"{"do":"status"}"#, home).flatMap { try? JSONDecoder().decode(NodeStatus.self, from: $0) }
    }

    /// Has a running daemon dial an address, or compare everything anew with the node there.
    static func meet(_ peer: Address, _ home: Home) { _ = ask(#"{"do":"meet","peer":"\#(peer)"}"#, home) }

    /// How far the daemon is with that; nil where it does not answer.
    static func met(_ peer: Address, _ home: Home) -> MeetingStatus? {
        ask(#"{"do":"met","peer":"\#(peer)"}"#, home).flatMap { try? JSONDecoder().decode(MeetingStatus.self, from: $0) }
    }

    /// Ends it.
    static func part(_ peer: Address, _ home: Home) { _ = ask(#"{"do":"part","peer":"\#(peer)"}"#, home) }

    /// Why there is no answer, and what to do.
    static func silence(_ home: Home) -> String {
        isHeld(home)
            ? "a daemon runs here and does not answer: it is busy or hangs; if that lasts, stop it and start it again"
            : "no daemon runs here; `pledged serve` starts one"
    }

    /// Whether a process holds the socket, be it that it hangs.
    static func isHeld(_ home: Home) -> Bool {
        guard let descriptor = open(home) else { return false }
        close(descriptor)
        return true
    }

    /// Milliseconds that a command waits for the daemon at most.
    private static let patience = 1_000
    /// Bytes of an answer that are read at most: a status of very many peers.
    private static let longest = 4 << 20

    /// One line there and one back.
    private static func ask(_ line: String, _ home: Home) -> Data? {
        guard let descriptor = open(home) else { return nil }
        defer { close(descriptor) }
        let bytes = Array((line + "\n").utf8)
        guard send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else { return nil }
        return readLine(descriptor)
    }

    /// A connection to the socket; nil where nobody listens.
    private static func open(_ home: Home) -> Int32? {
        let path = ControlPath.of(home)
        guard access(path, F_OK) == 0 else { return nil }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var limit = timeval(tv_sec: patience / 1_000, tv_usec: patience % 1_000 * 1_000)
        for option in [SO_SNDTIMEO, SO_RCVTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        guard connect(descriptor, to: path) else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    private static func readLine(_ descriptor: Int32) -> Data? {
        var answer = Data()
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while answer.count < longest {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            answer += chunk[..<count]
            if chunk[count - 1] == UInt8(ascii: "\n") { return answer.dropLast() }
        }
        return nil
    }

    private static func connect(_ descriptor: Int32, to path: String) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let name = Array(path.utf8)
        guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(descriptor, $0, size) == 0 }
        }
    }
}
