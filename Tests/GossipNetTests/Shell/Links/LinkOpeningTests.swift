import GossipNet
import PledgeLedger
import Testing

@Suite struct LinkOpeningTests {
    /// And not given up after its deadline.
    @Test func dialToAClosedPortIsRefused() async throws {
        let (one, two) = (try TestNode(1), try TestNode(2))
        let address = try one.listen()
        one.network.shutdown()
        two.network.dial(address)
        #expect(try await two.dialFault(address) == .refused)
        two.network.shutdown()
    }

    @Test func dialToAnUnknownHostFails() async throws {
        let node = try TestNode(1)
        let address = Address(host: "no-such-host.invalid", port: 9)
        node.network.dial(address)
        #expect(try await node.dialFault(address) == .unknownHost)
        node.network.shutdown()
    }

    @Test func dialThatNobodyAnswersTimesOut() async throws {
        let node = try TestNode(1)
        // A listener whose backlog is full answers nothing.
        let silent = try await onThread { try SilentListener() }
        node.network.dial(silent.address, deadline: .milliseconds(100))
        #expect(try await node.dialFault(silent.address) == .timedOut)
        node.network.shutdown()
    }

    @Test func aNodeDoesNotLinkToItself() async throws {
        let node = try TestNode(1)
        let address = try node.listen()
        node.network.dial(address)
        #expect(try await node.dialFault(address) == .handshake(.secure(.ownNode)))
        _ = try await node.turnedAway()
        #expect(node.network.linkCount == 0)
        node.network.shutdown()
    }

    @Test func anotherNodeThanExpectedIsRefused() async throws {
        let (one, two, three) = (try TestNode(1), try TestNode(2), try TestNode(3))
        let address = try one.listen()
        two.network.dial(address, expecting: three.key.publicKey)
        let fault = SecureFault.otherNode(expected: three.key.publicKey, got: one.key.publicKey)
        #expect(try await two.dialFault(address) == .handshake(.secure(fault)))
        two.network.dial(address, expecting: one.key.publicKey)
        #expect(try await two.events.linked().node == one.key.publicKey)
        for node in [one, two, three] { node.network.shutdown() }
    }

    @Test func bindFaultsNameTheAddress() throws {
        let (one, two) = (try TestNode(1), try TestNode(2))
        let address = try one.listen()
        #expect(throws: BindFault.inUse(address)) {
            try two.network.listen(host: address.host, port: address.port)
        }
        #expect(BindFault.inUse(address).description.contains("\(address)"))
        let foreign = Address(host: "192.0.2.1", port: 4_000)
        #expect(throws: BindFault.notLocal(foreign)) {
            try two.network.listen(host: foreign.host, port: foreign.port)
        }
        for host in ["", "no-such-host.invalid", "999.1.1.1"] {
            #expect(throws: BindFault.badAddress(Address(host: host, port: 1))) {
                try two.network.listen(host: host, port: 1)
            }
        }
        one.network.shutdown()
        two.network.shutdown()
    }

    @Test func aPortIsFreeAgainAfterShutdown() async throws {
        let (one, two) = (try TestNode(1), try TestNode(2))
        let address = try one.listen()
        _ = try await two.link(to: address)
        one.network.shutdown()
        let again = try TestNode(1)
        #expect(try again.network.listen(host: address.host, port: address.port) == address)
        again.network.shutdown()
        two.network.shutdown()
    }

    @Test func linkNumbersAreNeverGivenTwice() async throws {
        let (one, two) = (try TestNode(1), try TestNode(2))
        let address = try one.listen()
        var last: LinkID?
        for _ in 0..<10 {
            let events = two.events
            let before = last
            two.network.dial(address)
            let peer = try await events.linked { peer in before.map { peer.id > $0 } ?? true }
            #expect(before.map { peer.id > $0 } ?? true)
            last = peer.id
            two.network.close(peer.id)
            _ = try await two.end(of: peer.id)
        }
        one.network.shutdown()
        two.network.shutdown()
    }
}
