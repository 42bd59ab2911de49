import Foundation

/// Words to the program that started this one as a service: systemd's notification protocol, a datagram
/// to the socket that NOTIFY_SOCKET names (sd_notify(3)). Without one, nothing is said.
package struct ServiceManager: Sendable {
    /// What can be said.
    package enum Word: Sendable {
        case ready
        /// - Parameter microseconds: of the monotonic clock.
        case reloading(microseconds: UInt64)
        case stopping
        case watchdog
        /// How it is, in one line for people.
        case status(String)

        var line: String {
            switch self {
            case .ready: "READY=1"
            case .reloading(let microseconds): "RELOADING=1\nMONOTONIC_USEC=\(microseconds)"
            case .stopping: "STOPPING=1"
            case .watchdog: "WATCHDOG=1"
            case .status(let text): "STATUS=\(SafeText.shown(text, width: 200))"
            }
        }
    }

    private let socketPath: String?
    /// How often the watchdog wants to hear; nil where none watches this process.
    package let watchdog: Duration?

    /// - Parameter process: the number of this process.
    package init(environment: [String: String] = ProcessInfo.processInfo.environment, process: Int32 = getpid()) {
        let path = environment["NOTIFY_SOCKET"] ?? ""
        socketPath = path.hasPrefix("/") || path.hasPrefix("@") ? path : nil
        let isOurs = environment["WATCHDOG_PID"].map { $0 == "\(process)" } ?? true
        let interval = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
        watchdog = socketPath != nil && isOurs && interval > 0 ? .microseconds(interval) : nil
    }

    /// Says it all in one datagram. - Returns: whether it went out.
    @discardableResult
    package func say(_ words: Word...) -> Bool {
        guard let socketPath else { return false }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        // A manager that doesn't listen keeps nobody from stopping.
        var patience = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var name = Array(socketPath.utf8)
        guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        // An @ stands for the zero byte of an abstract address.
        if name.first == UInt8(ascii: "@") { name[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        // The length counts: the rest of the path would be part of an abstract address.
        let size = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
        let bytes = Array(words.map(\.line).joined(separator: "\n").utf8)
        let sent = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, size)
            }
        }
        return sent == bytes.count
    }
}
