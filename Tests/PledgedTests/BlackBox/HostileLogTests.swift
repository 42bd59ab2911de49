import Foundation
import GossipNet
import PledgeLedger
import Testing

/// What others bring about is told in the log, once, with whose doing it is.
@Suite struct HostileLogTests {
    private func lines(_ daemon: PledgedDaemon, with words: String) -> [Substring] {
        daemon.logs.split(separator: "\n").filter { $0.contains(words) }
    }

    @Test func datagramsOfNobodyAreTold() throws {
        let village = try Village(1), home = village.founder
        let daemon = try PledgedDaemon(home, log: "info")
        var random = TextRandom(seed: 11)
        for number in 0..<300 { try send(random.bytes(number), to: daemon.port, from: UInt8(2 + number % 50)) }
        try eventually("a line about them", or: { daemon.logs }) { !lines(daemon, with: "datagrams came that are of no link").isEmpty }
        let told = try #require(lines(daemon, with: "datagrams came that are of no link").first)
        #expect(told.contains("told once an hour at most"), "\(told)")
        try daemon.stop()
    }

    /// Whoever comes again and again with a clock that is an hour off, either way, gets one line.
    @Test(arguments: [-3_700, 3_700]) func aClockThatIsAnHourOffIsToldWithWhoseItIs(seconds: Int) throws {
        let village = try Village(1), home = village.founder
        let daemon = try PledgedDaemon(home, log: "info")
        let key = try #require(SigningKey.generate()), id = try #require(CollectiveID(hex: village.collective))
        for visit in 1...4 {
            let peer = try Boaster(of: id, entries: 9, to: daemon.port, key: key, clock: seconds)
            try eventually("visit \(visit)", or: { daemon.logs }) {
                try home.run("peers", "--json").objects().contains { try !$0.list("collectives").isEmpty }
            }
            peer.leave()
            try eventually("its end", or: { daemon.logs }) { try home.run("peers", "--json").objects().isEmpty }
        }
        let told = lines(daemon, with: " is 61 minutes \(seconds > 0 ? "ahead of" : "behind") this machine's")
        #expect(told.count == 1 && told[0].contains("the clock of node node1"), "\(daemon.logs)")
        #expect(lines(daemon, with: "this machine's clock is off").isEmpty, "who dials in has no say")
        // Its coming and going is told as often as one may want to know.
        let came = lines(daemon, with: "linked with node node1")
        #expect(came.count == 3 && came[2].contains("not told again within the hour"), "\(daemon.logs)")
        try daemon.stop()
    }

    private func send(_ bytes: [UInt8], to port: UInt16, from host: UInt8) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        func address(_ host: UInt8, _ port: UInt16) -> sockaddr_in {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = (UInt32(127) << 24 | UInt32(host)).bigEndian
            return address
        }
        var own = address(host, 0), there = address(1, port)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafePointer(to: &own) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) } }
        try #require(isBound == 0)
        _ = withUnsafePointer(to: &there) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { sendto(descriptor, bytes, bytes.count, 0, $0, size) }
        }
    }
}
