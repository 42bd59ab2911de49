import GossipNet
import PledgeLedger
import Testing

@Suite struct LinkNetworkTests {
    @Test(arguments: ["127.0.0.1", "::1", "localhost"])
    func bothEndsLearnWhoIsThere(host: String) async throws {
        let (one, two) = (try TestNode(1), try TestNode(2))
        let address = try one.listen(host)
        #expect(address.port != 0)
        let dialled = try await two.link(to: Address(host: host, port: address.port))
        let accepted = try await one.events.linked()
        #expect(dialled.node == one.key.publicKey)
        #expect(accepted.node == two.key.publicKey)
        #expect(dialled.handshakeHash == accepted.handshakeHash)
        #expect(dialled.role == .initiator)
        #expect(accepted.role == .responder)
        #expect(accepted.dialled == nil)
        #expect(dialled.remote.port == address.port)

        #expect(two.network.send(dialled.id, [1, 2, 3]) == .queued)
        #expect(await one.frame([1, 2, 3]))
        #expect(one.network.send(accepted.id, [4]) == .queued)
        #expect(await two.frame([4]))
        one.network.shutdown()
        two.network.shutdown()
    }

    @Test func framesOfAllLengthsComeInOrder() async throws {
        let (one, two) = (try TestNode(1), try TestNode(2))
        let peer = try await two.link(to: try one.listen())
        var draw = SecureTestGenerator(seed: 11)
        var frames = (0..<400).map { _ in draw.bytes(Int.random(in: 0...2_000, using: &draw)) }
        frames.insert([UInt8](repeating: 7, count: SecureLink.maxPlaintext), at: 100)
        frames.insert([], at: 200)
        frames.append(Array("the last one".utf8))
        for frame in frames { two.network.send(peer.id, frame) }
        #expect(await one.frame(Array("the last one".utf8)))
        #expect(one.events.frames == frames)
        let tooLong = [UInt8](repeating: 0, count: SecureLink.maxPlaintext + 1)
        #expect(two.network.send(peer.id, tooLong) == .tooLong)
        one.network.shutdown()
        two.network.shutdown()
    }

    @Test func severalThreadsServeOneNode() async throws {
        var limits = LinkLimits()
        limits.halfOpenPerHost = 12
        let (one, two) = (try TestNode.echo(1, limits: limits, threads: 3), try TestNode(2, threads: 3))
        let port = try one.listen().port
        for number in 1...12 as ClosedRange<UInt8> {
            two.network.dial(Address(host: number.isMultiple(of: 2) ? "127.0.0.1" : "localhost", port: port))
        }
        let events = two.events
        #expect(await events.reach(12) { if case .linked = $0 { true } else { false } })
        for event in events.all {
            guard case .linked(let peer) = event else { continue }
            two.network.send(peer.id, [UInt8(peer.id.number)])
        }
        for number in 1...12 as ClosedRange<UInt8> { #expect(await two.frame([number])) }
        one.network.shutdown()
        two.network.shutdown()
    }

    @Test func anUrgentFrameOvertakes() async throws {
        var limits = LinkLimits()
        limits.queueBytes = 64 << 20
        let (one, two) = (try TestNode(1), try TestNode(2, limits: limits))
        let peer = try await two.link(to: try one.listen())
        let accepted = try await one.events.linked()
        one.network.pauseReading(accepted.id)
        // More than the sockets hold, so that most waits in the queue.
        let bulk = [UInt8](repeating: 0, count: 60_000)
        for _ in 0..<500 { two.network.send(peer.id, bulk) }
        two.network.send(peer.id, [9], urgent: true)
        two.network.send(peer.id, [8])
        one.network.resumeReading(accepted.id)
        #expect(await one.frame([8]))
        let frames = one.events.frames
        #expect(frames.count == 502)
        let place = try frames.firstIndex(of: [9]).orFail("the urgent frame")
        #expect(place < 450, "the urgent frame was number \(place) of 502")
        one.network.shutdown()
        two.network.shutdown()
    }

    @Test func pausedReadingHoldsTheSenderBack() async throws {
        let (one, two) = (try TestNode(1), try TestNode(2))
        let peer = try await two.link(to: try one.listen())
        let accepted = try await one.events.linked()
        one.network.pauseReading(accepted.id)
        let network = two.network
        let frame = [UInt8](repeating: 3, count: 60_000)
        let count = 700
        let sender = Arrivals<Bool>()
        async let sent = onThread {
            let all = network.sendBlocking(peer.id, Array(repeating: frame, count: count))
            sender.record(all)
            return all
        }
        // A ping the other way shows that the paused node still sends, and gives the sender time.
        one.network.send(accepted.id, [1])
        #expect(await two.frame([1]))
        #expect(sender.all.isEmpty, "42 MB went into a link that nobody reads")
        one.network.resumeReading(accepted.id)
        #expect(try await sent)
        two.network.send(peer.id, [2])
        #expect(await one.frame([2]))
        #expect(one.events.frames.count == count + 1)
        let backlogs = two.events.all.filter { if case .backlog = $0 { true } else { false } }
        #expect(backlogs.isEmpty, "a waiting sender must not cause a backlog")
        one.network.shutdown()
        two.network.shutdown()
    }

    @Test func whenWrittenAnswersAfterTheSocketTookAll() async throws {
        let (one, two) = (try TestNode(1), try TestNode(2))
        let peer = try await two.link(to: try one.listen())
        let written = Arrivals<Bool>()
        for _ in 0..<100 { two.network.send(peer.id, [UInt8](repeating: 0, count: 10_000)) }
        two.network.whenWritten(peer.id) { written.record($0) }
        #expect(await written.first { _ in true } == true)
        two.network.shutdown()
        two.network.whenWritten(peer.id) { written.record($0) }
        #expect(written.all == [true, false])
        one.network.shutdown()
    }

    @Test func closingSendsWhatIsQueued() async throws {
        let (one, two) = (try TestNode(1), try TestNode(2))
        let peer = try await two.link(to: try one.listen())
        let accepted = try await one.events.linked()
        for _ in 0..<50 { two.network.send(peer.id, [UInt8](repeating: 5, count: 60_000)) }
        two.network.send(peer.id, Array("bye".utf8))
        two.network.close(peer.id)
        #expect(await one.frame(Array("bye".utf8)))
        #expect(try await one.end(of: accepted.id) == .closedByPeer)
        #expect(try await two.end(of: peer.id) == .closedHere)
        #expect(two.network.send(peer.id, [1]) == .gone)
        #expect(one.events.frames.count == 51)
        one.network.shutdown()
        two.network.shutdown()
    }

    @Test func shutdownLeavesNoLink() async throws {
        let (one, two, three) = (try TestNode(1), try TestNode(2), try TestNode(3))
        let address = try one.listen()
        let peer = try await two.link(to: address)
        let other = try await three.link(to: address)
        let idle = try await onThread { try RawClient(to: address) }
        // The end that listens knows of a link a moment later than the one that dialled.
        #expect(await one.events.reach(2) { if case .linked = $0 { true } else { false } })
        #expect(one.network.linkCount == 2)
        one.network.shutdown()
        #expect(one.network.linkCount == 0)
        let ends = one.events.all.filter { if case .unlinked(_, .shutDown) = $0 { true } else { false } }
        #expect(ends.count == 2)
        #expect(try await two.end(of: peer.id) == .closedByPeer)
        #expect(try await three.end(of: other.id) == .closedByPeer)
        try await onThread { idle.awaitClose() }
        #expect(throws: BindFault.shutDown) { try one.network.listen(host: "127.0.0.1", port: 0) }
        one.network.shutdown()
        two.network.dial(address)
        #expect(try await two.dialFault(address) == .refused)
        two.network.shutdown()
        three.network.shutdown()
    }
}
