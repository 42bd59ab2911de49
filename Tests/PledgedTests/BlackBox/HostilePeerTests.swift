import Foundation
import Testing

/// Peers that don't speak the protocol cost themselves the connection, and nobody else anything.
@Suite struct HostilePeerTests {
    @Test func junkCostsItsSenderTheConnection() throws {
        var random = TextRandom(seed: 7)
        let village = try Village(1)
        let daemon = try PledgedDaemon(village.founder)
        let floods: [[UInt8]] = [
            Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8),
            [UInt8](repeating: 0xff, count: 4),
            [0xff, 0xff, 0xff, 0xff] + random.bytes(4_096),
            [0x7f, 0xff, 0xff, 0xff] + random.bytes(64),
            [UInt8](repeating: 0, count: 4_096),
            random.bytes(100_000),
            // A first handshake message of the right length that is no key.
            [0, 32] + [UInt8](repeating: 0, count: 32) + random.bytes(2_000),
        ]
        for (host, flood) in zip(UInt8(2)..., floods) {
            let peer = try RawSocket.connect(to: daemon.port, from: host)
            peer.send(flood)
            #expect(peer.isClosed(within: 15), "flood \(host - 2) still has its connection\n\(daemon.logs)")
        }
        try joins(village, daemon)
    }

    @Test func manyAtOnceKeepNobodyOut() throws {
        var random = TextRandom(seed: 8)
        let village = try Village(1)
        let daemon = try PledgedDaemon(village.founder)
        var crowd: [RawSocket] = []
        for number in 0..<80 {
            // From five addresses; half of them say nothing at all.
            let peer = try RawSocket.connect(to: daemon.port, from: UInt8(2 + number % 5))
            if number % 2 == 0 { peer.send([0xff, 0xff, 0xff, 0xff] + random.bytes(10_000)) }
            crowd.append(peer)
        }
        try joins(village, daemon)
        #expect(try daemon.peakMemory() < 150)
        // Nobody of the crowd is waited for without end.
        for peer in crowd { #expect(peer.isClosed(within: 20)) }
        #expect(daemon.run.process.isRunning)
        try daemon.stop()
    }

    @Test func oneByteAtATimeIsNotWaitedFor() throws {
        let village = try Village(1)
        let daemon = try PledgedDaemon(village.founder)
        let slow = try RawSocket.connect(to: daemon.port, from: 2)
        slow.send([0])
        try joins(village, daemon)
        // Drips on while it is let; the handshake has a deadline of some seconds.
        try eventually("the end of a slow handshake", within: 30) {
            slow.send([0])
            return slow.isClosed(within: 1)
        }
        try joins(village, daemon)
        try daemon.stop()
    }

    /// A hostile crowd is on while a large ledger goes to an honest node.
    @Test func aFirstSyncGoesOnBesideIt() throws {
        var random = TextRandom(seed: 9)
        let giver = try PledgedHome("Giver"), taker = try PledgedHome("Taker")
        let id = try ElectionMaker.fill(giver, voters: 1_000, projects: 10)
        let daemon = try PledgedDaemon(giver, log: "info")
        try taker.run("join", "pledged:\(id)").expectFine()
        let sync = try taker.start("sync", daemon.address, "--json")
        while sync.process.isRunning {
            let peer = try RawSocket.connect(to: daemon.port, from: UInt8.random(in: 2...9, using: &random))
            peer.send(random.bytes(Int.random(in: 1...20_000, using: &random)))
        }
        let result = try sync.wait()
        #expect(try result.json().number("received") == 10_010)
        try inStep([giver, taker], entries: 10_010)
        #expect(try daemon.peakMemory() < 150)
        try daemon.stop()
    }

    /// An honest newcomer gets everything.
    private func joins(_ village: Village, _ daemon: PledgedDaemon) throws {
        let newcomer = try PledgedHome("Newcomer")
        try newcomer.run("join", "pledged:\(village.collective)").expectFine()
        let result = try newcomer.run("sync", daemon.address)
        #expect(result.code == 0, "\(result)\n\(daemon.logs.suffix(3_000))")
        try inStep([village.founder, newcomer])
        #expect(try daemon.peakMemory() < 150)
    }
}
