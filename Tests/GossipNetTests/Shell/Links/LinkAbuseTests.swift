import GossipNet
import PledgeLedger
import Testing

/// What peers that are not nodes, or bad ones, can't do.
@Suite struct LinkAbuseTests {
    private static func short(_ change: (inout LinkLimits) -> Void) -> LinkLimits {
        var limits = LinkLimits()
        change(&limits)
        return limits
    }

    @Test(arguments: [
        Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8),
        [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0],
        [0, 0, 0, 0],
        [0, 31] + [UInt8](repeating: 1, count: 31),
        [2, 0] + [UInt8](repeating: 0, count: 512),
        [0, 32] + [UInt8](repeating: 0, count: 32),
    ])
    func junkIsTurnedAwayAtOnce(junk: [UInt8]) async throws {
        let (node, friend) = (try TestNode(1), try TestNode(2))
        let address = try node.listen()
        try await onThread {
            let client = try RawClient(to: address)
            client.send(junk)
            client.awaitClose()
        }
        guard case .secure = try await node.turnedAway() else {
            Issue.record("turned away for another reason: \(try await node.turnedAway())")
            return
        }
        _ = try await friend.link(to: address)
        node.network.shutdown()
        friend.network.shutdown()
    }

    @Test func randomJunkNeverMakesALink() async throws {
        let node = try TestNode(1, limits: Self.short { $0.handshake = .milliseconds(300) })
        let address = try node.listen()
        try await onThread {
            for seed in 0..<60 as Range<UInt64> {
                var draw = SecureTestGenerator(seed: seed)
                let client = try RawClient(to: address)
                client.send(draw.bytes(Int.random(in: 1...3_000, using: &draw)))
                client.awaitClose()
            }
        }
        #expect(node.network.linkCount == 0)
        node.network.shutdown()
        let links = node.events.all.filter { if case .linked = $0 { true } else { false } }
        #expect(links.isEmpty)
    }

    @Test func junkAfterTheHandshakeEndsThatLinkOnly() async throws {
        let (node, friend) = (try TestNode(1), try TestNode(2))
        let address = try node.listen()
        let peer = try await friend.link(to: address)
        try await onThread {
            let client = try RawClient(to: address)
            let end = try client.shakeHands(as: 9)
            var wire: [UInt8] = []
            try [UInt8(1), 2].withUnsafeBytes { try end.link?.sealFrame($0, appendingTo: &wire) }
            client.send(wire + [0, 20] + [UInt8](repeating: 0, count: 20))
            client.awaitClose()
        }
        let bad = try seededNode(9).publicKey
        let link = try await node.events.linked { $0.node == bad }
        #expect(try await node.end(of: link.id) == .secure(.notAuthentic))
        #expect(node.events.frames.count == 1, "the good frame before the bad one counts")
        friend.network.send(peer.id, [5])
        #expect(await node.frame([5]))
        node.network.shutdown()
        friend.network.shutdown()
    }

    @Test func aHandshakeHasADeadline() async throws {
        let node = try TestNode(1, limits: Self.short { $0.handshake = .milliseconds(150) })
        let address = try node.listen()
        try await onThread {
            let client = try RawClient(to: address)
            // A byte now and then, of a message of the right length, does not put the deadline off.
            var rest = ([0, 32] + [UInt8](repeating: 0, count: 32))[...]
            while !client.hears(within: 20), let byte = rest.popFirst() { client.send([byte]) }
            client.awaitClose()
        }
        #expect(try await node.turnedAway() == .handshakeTooSlow)
        try await onThread { try RawClient(to: address).awaitClose() }
        #expect(await node.events.reach(2) { if case .turnedAway(_, .handshakeTooSlow) = $0 { true } else { false } })
        node.network.shutdown()
    }

    @Test func aFrameThatDripsIsCut() async throws {
        let node = try TestNode(1, limits: Self.short { $0.framePatience = .seconds(1) })
        let address = try node.listen()
        try await onThread {
            let client = try RawClient(to: address)
            _ = try client.shakeHands(as: 9)
            client.send([0, 200])
            // Fewer bytes than the frame has, so that only the clock can end it.
            for _ in 0..<150 where !client.hears(within: 20) { client.send([1]) }
        }
        let link = try await node.events.linked()
        guard case .frameTooSlow(let held) = try await node.end(of: link.id) else {
            Issue.record("ended for another reason")
            return
        }
        #expect((2..<150).contains(held), "\(held) bytes came")
        node.network.shutdown()
    }

    @Test func anIdleLinkBetweenFramesIsKept() async throws {
        let node = try TestNode.echo(1, limits: Self.short {
            $0.framePatience = .seconds(3)
            $0.handshake = .seconds(3)
        })
        let address = try node.listen()
        let quiet = try await onThread {
            let client = try RawClient(to: address)
            let end = try client.shakeHands(as: 9)
            var wire: [UInt8] = []
            try [UInt8(1)].withUnsafeBytes { try end.link?.sealFrame($0, appendingTo: &wire) }
            let cut = wire.count + 5
            try [UInt8(2)].withUnsafeBytes { try end.link?.sealFrame($0, appendingTo: &wire) }
            client.send(Array(wire.prefix(cut)))
            // The first frame came back, so a piece of the second has come as well: now the rest.
            let first = client.receiveFrame()
            client.send(Array(wire.dropFirst(cut)))
            let second = client.receiveFrame()
            return first != nil && second != nil && !client.hears(within: 4_000)
        }
        #expect(quiet, "the link was closed though no frame was left half sent")
        node.network.shutdown()
    }

    @Test func peersThatLeaveInTheMiddleOfAHandshakeLeaveNothing() async throws {
        let limits = Self.short { ($0.halfOpen, $0.halfOpenPerHost) = (100, 100) }
        let (node, friend) = (try TestNode(1, limits: limits), try TestNode(2))
        let address = try node.listen()
        try await onThread {
            for cut in 0...34 {
                let client = try RawClient(to: address)
                let end = try SecureEnd(.initiator, id: 9)
                let first = try FrameHeader.frame(handshake: try end.handshake.start().orFail())
                client.send(Array(first.prefix(cut)))
                if cut == first.count { _ = client.receiveFrame() }
            }
        }
        #expect(await node.events.reach(35) { if case .turnedAway(_, .closedByPeer) = $0 { true } else { false } })
        _ = try await friend.link(to: address)
        #expect(await node.events.reach(1) { if case .linked = $0 { true } else { false } })
        #expect(node.network.linkCount == 1)
        node.network.shutdown()
        friend.network.shutdown()
    }

    @Test(arguments: ["127.0.0.2", "127.0.0.1"])
    func aHundredSilentConnectionsKeepNobodyOut(source: String) async throws {
        let (node, friend) = (try TestNode.echo(1), try TestNode(2))
        let address = try node.listen()
        let junk = try await onThread {
            try (0..<100).map { _ in try RawClient(to: address, from: source) }
        }
        let clock = ContinuousClock()
        let begin = clock.now
        var found: LinkEvent?
        // From the address of the junk itself, the first second is theirs: dial again, as a node does.
        while found == nil, clock.now - begin < .seconds(20) {
            friend.network.dial(address)
            found = await friend.events.first(within: 0.1) { if case .linked = $0 { true } else { false } }
        }
        guard case .linked(let peer) = found else {
            Issue.record("no link within two seconds")
            return
        }
        friend.network.send(peer.id, Array("ping".utf8))
        #expect(await friend.frame(Array("ping".utf8)))
        #expect(clock.now - begin < .seconds(20))
        let refused = node.events.all.filter {
            if case .turnedAway(_, .tooManyHalfOpen) = $0 { true } else { false }
        }
        #expect(refused.count >= 92)
        withExtendedLifetime(junk) {}
        node.network.shutdown()
        friend.network.shutdown()
    }

    @Test func inboundLinksAreCapped() async throws {
        let node = try TestNode(1, limits: Self.short { $0.inboundLinks = 3 })
        let address = try node.listen()
        let friends = try (2...6).map { try TestNode($0) }
        for friend in friends.prefix(3) { _ = try await friend.link(to: address) }
        for friend in friends.dropFirst(3) {
            friend.network.dial(address)
            #expect(try await friend.dialFault(address) == .handshake(.closedByPeer))
        }
        #expect(node.network.linkCount == 3)
        friends[0].network.shutdown()
        let first = friends[0].key.publicKey
        let link = try await node.events.linked { $0.node == first }
        _ = try await node.end(of: link.id)
        let again = try TestNode(7)
        _ = try await again.link(to: address)
        for one in friends + [again, node] { one.network.shutdown() }
    }

    @Test func aSlowReaderIsDroppedAndOthersGoOn() async throws {
        let (node, friend) = (try TestNode(1), try TestNode.echo(2))
        let address = try node.listen()
        let peer = try await friend.link(to: address)
        let slow = try await onThread {
            let client = try RawClient(to: address, receiveBuffer: 4_096)
            _ = try client.shakeHands(as: 9)
            return client
        }
        let bad = try seededNode(9).publicKey
        let link = try await node.events.linked { $0.node == bad }
        let good = try await node.events.linked { $0.node == friend.key.publicKey }
        let frame = [UInt8](repeating: 0, count: 60_000)
        var sent = 0
        while sent < 2_000, node.network.send(link.id, frame) == .queued { sent += 1 }
        #expect(sent < 2_000, "120 MB were queued for a peer that reads nothing")
        guard case .slowReader(let queued) = try await node.end(of: link.id) else {
            Issue.record("ended for another reason")
            return
        }
        #expect(queued <= LinkLimits.standard.queueBytes)
        node.network.send(good.id, [6])
        #expect(await node.frame([6]))
        withExtendedLifetime((slow, peer)) {}
        node.network.shutdown()
        friend.network.shutdown()
    }

    @Test func aReaderThatStopsIsDropped() async throws {
        let node = try TestNode(1, limits: Self.short { $0.drainPatience = .milliseconds(200) })
        let address = try node.listen()
        let slow = try await onThread {
            let client = try RawClient(to: address, receiveBuffer: 4_096)
            _ = try client.shakeHands(as: 9)
            return client
        }
        let link = try await node.events.linked()
        let network = node.network
        async let sent = onThread {
            network.sendBlocking(link.id, Array(repeating: [UInt8](repeating: 0, count: 60_000), count: 1_000))
        }
        let end = try? await node.end(of: link.id)
        // Whatever the reason: nothing may keep the sender waiting now.
        node.network.shutdown()
        #expect(try await sent == false, "a sender must not go on waiting for a link that is gone")
        guard case .stalledReader(let queued) = end else {
            Issue.record("ended for another reason: \(String(describing: end))")
            return
        }
        #expect(queued > 0)
        withExtendedLifetime(slow) {}
    }

    @Test func backlogBeginsAndEndsOnce() async throws {
        let (one, two) = (try TestNode(1), try TestNode(2))
        let peer = try await two.link(to: try one.listen())
        let accepted = try await one.events.linked()
        one.network.pauseReading(accepted.id)
        // Below the bound of the queue and above its mark, whatever the sockets hold.
        for _ in 0..<250 { two.network.send(peer.id, [UInt8](repeating: 0, count: 60_000)) }
        let began = await two.events.first { if case .backlog(peer.id, true) = $0 { true } else { false } }
        #expect(began != nil)
        one.network.resumeReading(accepted.id)
        let over = await two.events.first { if case .backlog(peer.id, false) = $0 { true } else { false } }
        #expect(over != nil)
        let all = two.events.all.filter { if case .backlog = $0 { true } else { false } }
        #expect(all.count == 2)
        one.network.shutdown()
        two.network.shutdown()
    }
}
