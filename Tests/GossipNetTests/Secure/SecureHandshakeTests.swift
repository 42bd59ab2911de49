import GossipNet
import PledgeLedger
import Testing

@Suite struct SecureHandshakeTests {
    @Test func bothEndsKnowEachOtherAndAgree() throws {
        let initiator = try SecureEnd(.initiator, id: 1, expecting: seededNode(2).publicKey)
        let responder = try SecureEnd(.responder, id: 2)
        let messages = try linkUp(initiator, responder)
        #expect(messages.map(\.count) == [32, 192, 160])
        #expect(initiator.link?.remoteNode == (try seededNode(2)).publicKey)
        #expect(responder.link?.remoteNode == (try seededNode(1)).publicKey)
        #expect(initiator.link?.role == .initiator)
        #expect(responder.link?.role == .responder)
        #expect(initiator.link?.handshakeHash == responder.link?.handshakeHash)
        #expect(try responder.open(try initiator.seal([1, 2, 3])) == [1, 2, 3])
        #expect(try initiator.open(try responder.seal([4, 5])) == [4, 5])
    }

    @Test func theSameInputsGiveTheSameMessages() throws {
        let first = try linkUp(SecureEnd(.initiator, id: 1), SecureEnd(.responder, id: 2))
        let second = try linkUp(SecureEnd(.initiator, id: 1), SecureEnd(.responder, id: 2))
        #expect(first == second)
    }

    @Test func theNodeKeysAreNotReadableOnTheWire() throws {
        let wire = try linkUp(SecureEnd(.initiator, id: 1), SecureEnd(.responder, id: 2)).joined()
        for id in [1, 2] as [UInt8] {
            let key = try seededNode(id).publicKey.bytes
            #expect(!Array(wire).hex.contains(key.hex))
        }
    }

    @Test func noSecretIsInWhatALogWouldShow() throws {
        let handshake = try SecureEnd(.initiator, id: 1).handshake
        let shown = String(describing: handshake) + String(reflecting: handshake)
            + String(describing: [try x25519(65)]) + String(reflecting: try x25519(65))
        for secret in [1, 65, 129] as [UInt8] {
            #expect(!shown.contains([UInt8](repeating: secret, count: 32).hex))
            #expect(!shown.contains("\(secret), \(secret), \(secret)"))
        }
        #expect(shown.contains(try seededNode(1).publicKey.hex))
    }

    /// Every byte of every message, altered in its lowest and in its highest bit.
    @Test func everyAlteredByteFails() throws {
        for message in 0..<3 {
            for at in 0..<[32, 192, 160][message] {
                for bit in [1, 0x80] as [UInt8] {
                    let linked = try linked(altering: message) { $0[at] ^= bit }
                    #expect(!linked, "message \(message), byte \(at), bit \(bit)")
                }
            }
        }
    }

    @Test func everyOtherLengthFailsBeforeItIsRead() throws {
        let lengths = [32, 192, 160]
        for message in 0..<3 {
            for length in Array(0..<lengths[message]) + [lengths[message] + 1, 512, 65_535] {
                let fault = try fault(altering: message) { bytes in
                    let grown = bytes + [UInt8](repeating: 0, count: max(0, length - bytes.count))
                    bytes = Array(grown.prefix(length))
                }
                #expect(fault == .handshakeLength(expected: lengths[message], got: length), "message \(message)")
            }
        }
    }

    @Test(arguments: ["pledged/gossip/2\n", "pledged/gossip/1", "", "pledged/gossip/1\n\0"])
    func anotherVersionFails(_ prologue: String) throws {
        let initiator = try SecureEnd(.initiator, id: 1, prologue: prologue)
        let responder = try SecureEnd(.responder, id: 2)
        let first = try initiator.handshake.start().orFail()
        let second = try responder.receive(first).orFail()
        #expect(secureFault { () throws(SecureFault) in _ = try initiator.receive(second) } == .notAuthentic)
    }

    @Test func aReplayedMessageFails() throws {
        let old = try linkUp(SecureEnd(.initiator, id: 1), SecureEnd(.responder, id: 2))
        // A responder that answers the old first message with a fresh key is not convinced by the
        // old third one; an initiator with a fresh key not by the old second one.
        let responder = try SecureEnd(.responder, id: 3)
        _ = try responder.receive(old[0])
        #expect(secureFault { () throws(SecureFault) in _ = try responder.receive(old[2]) } == .notAuthentic)
        #expect(!responder.isLinked)
        let initiator = try SecureEnd(.initiator, id: 4)
        _ = try initiator.handshake.start()
        #expect(secureFault { () throws(SecureFault) in _ = try initiator.receive(old[1]) } == .notAuthentic)
    }

    @Test func aMessageTwiceFails() throws {
        let initiator = try SecureEnd(.initiator, id: 1), responder = try SecureEnd(.responder, id: 2)
        let messages = try linkUp(initiator, responder)
        #expect(secureFault { () throws(SecureFault) in _ = try responder.receive(messages[2]) } == .outOfTurn)
        #expect(secureFault { () throws(SecureFault) in _ = try initiator.receive(messages[1]) } == .outOfTurn)
        #expect(secureFault { () throws(SecureFault) in _ = try initiator.receive(messages[1]) } == .failedBefore)
        let other = try SecureEnd(.responder, id: 3)
        _ = try other.receive(messages[0])
        let again = secureFault { () throws(SecureFault) in _ = try other.receive(messages[0]) }
        #expect(again == .handshakeLength(expected: 160, got: 32))
    }

    @Test func anInitiatorThatDidNotStartTakesNothing() throws {
        let initiator = try SecureEnd(.initiator, id: 1)
        let message = [UInt8](repeating: 9, count: 192)
        #expect(secureFault { () throws(SecureFault) in _ = try initiator.receive(message) } == .outOfTurn)
        #expect(secureFault { () throws(SecureFault) in _ = try initiator.handshake.start() } == .failedBefore)
    }

    @Test func startingTwiceFailsAndAResponderHasNothingToStartWith() throws {
        let initiator = try SecureEnd(.initiator, id: 1), responder = try SecureEnd(.responder, id: 2)
        _ = try initiator.handshake.start()
        #expect(secureFault { () throws(SecureFault) in _ = try initiator.handshake.start() } == .outOfTurn)
        #expect(try responder.handshake.start() == nil)
    }

    @Test func reachingOneselfIsAFaultOfItsOwn() throws {
        let initiator = try SecureEnd(.initiator, id: 1), responder = try SecureEnd(.responder, id: 1)
        let second = try responder.receive(try initiator.handshake.start().orFail()).orFail()
        #expect(secureFault { () throws(SecureFault) in _ = try initiator.receive(second) } == .ownNode)
        #expect(secureFault { () throws(SecureFault) in _ = try initiator.receive(second) } == .failedBefore)
    }

    /// By its static key, of which a process has one: whoever has the node key alone is another process.
    @Test func anotherProcessWithTheSameKeyIsAFaultOfItsOwn() throws {
        let initiator = try SecureEnd(.initiator, id: 1), responder = try SecureEnd(.responder, id: 1, process: 2)
        let second = try responder.receive(try initiator.handshake.start().orFail()).orFail()
        #expect(secureFault { () throws(SecureFault) in _ = try initiator.receive(second) } == .ownKey)

        // The same, where only the responder can notice.
        let (last, victim) = try forgedThird(node: seededNode(2), victim: SecureEnd(.responder, id: 2))
        #expect(secureFault { () throws(SecureFault) in _ = try victim.receive(last) } == .ownKey)
    }

    @Test func anotherNodeThanTheOneDialledFails() throws {
        let (wanted, found) = (try seededNode(9).publicKey, try seededNode(2).publicKey)
        let initiator = try SecureEnd(.initiator, id: 1, expecting: wanted)
        let responder = try SecureEnd(.responder, id: 2)
        let second = try responder.receive(try initiator.handshake.start().orFail()).orFail()
        let fault = secureFault { () throws(SecureFault) in _ = try initiator.receive(second) }
        #expect(fault == .otherNode(expected: wanted, got: found))
        #expect(!initiator.isLinked)
    }

    /// Runs a handshake whose `message`-th message `alter` changed.
    private func fault(altering message: Int, _ alter: (inout [UInt8]) -> Void) throws -> SecureFault? {
        let initiator = try SecureEnd(.initiator, id: 1), responder = try SecureEnd(.responder, id: 2)
        var next = try initiator.handshake.start().orFail()
        return secureFault { () throws(SecureFault) in
            for index in 0..<3 {
                if index == message { alter(&next) }
                next = try (index == 1 ? initiator : responder).receive(next) ?? []
            }
        }
    }

    private func linked(altering message: Int, _ alter: (inout [UInt8]) -> Void) throws -> Bool {
        try fault(altering: message, alter) == nil
    }
}

/// Peers that follow the handshake but lie about who they are.
@Suite struct NodeProofTests {
    private let honest = "pledged/link/1\n"

    @Test func acceptsTheTruthOnly() throws {
        let node = try seededNode(1), stranger = try seededNode(3)
        let own = try x25519(65).publicBytes, other = try x25519(66).publicBytes
        let cases: [(String, signer: SigningKey, tag: String, staticKey: [UInt8], role: Role, good: Bool)] = [
            ("the truth", node, honest, own, .initiator, true),
            ("another's signature", stranger, honest, own, .initiator, false),
            ("another static key", node, honest, other, .initiator, false),
            ("the other role", node, honest, own, .responder, false),
            ("another tag", node, "pledged/link/2\n", own, .initiator, false),
            ("no tag", node, "", own, .initiator, false),
        ]
        for (name, signer, tag, staticKey, role, good) in cases {
            let signature = signer.sign(Array(tag.utf8) + staticKey + [role.rawValue])
            let payload = node.publicKey.bytes + signature
            let (last, victim) = try forgedThird(payload: payload, victim: SecureEnd(.responder, id: 2))
            let fault = secureFault { () throws(SecureFault) in _ = try victim.receive(last) }
            #expect(fault == (good ? nil : .wrongNodeSignature), "\(name)")
        }
    }

    @Test func aRespondersLieFailsToo() throws {
        let initiator = try SecureEnd(.initiator, id: 1)
        let node = try seededNode(2)
        // What a node proves as an initiator, shown by a responder with the same static key.
        let payload = node.publicKey.bytes
            + node.sign(Array(honest.utf8) + (try x25519(66)).publicBytes + [Role.initiator.rawValue])
        var liar = try liar(.responder)
        _ = try liar.read(try initiator.handshake.start().orFail())
        let second = try liar.write(payload: payload)
        #expect(secureFault { () throws(SecureFault) in _ = try initiator.receive(second) } == .wrongNodeSignature)
    }

    /// A point of order 1 "verifies" with an all-zero S in libraries that look at the equation only.
    @Test func aLowOrderNodeKeyFails() throws {
        let identity = [1] + [UInt8](repeating: 0, count: 31)
        let payload = identity + identity + [UInt8](repeating: 0, count: 32)
        let (last, victim) = try forgedThird(payload: payload, victim: SecureEnd(.responder, id: 2))
        #expect(secureFault { () throws(SecureFault) in _ = try victim.receive(last) } == .wrongNodeSignature)
    }
}

/// A bare Noise side that sends whatever payload a test wants.
private func liar(_ role: Role) throws -> HandshakeState {
    try HandshakeState(
        pattern: .xx, hash: .sha256, role: role, prologue: Array(SecureHandshake.prologue.utf8),
        staticKey: x25519(role == .initiator ? 65 : 66), ephemeral: x25519(77)
    )
}

/// A third message with this payload, and the responder that waits for it.
private func forgedThird(payload: [UInt8], victim: SecureEnd) throws -> ([UInt8], SecureEnd) {
    var liar = try liar(.initiator)
    let second = try victim.receive(try liar.write()).orFail()
    _ = try liar.read(second)
    return (try liar.write(payload: payload), victim)
}

/// A third message with a good proof of `node`.
private func forgedThird(node: SigningKey, victim: SecureEnd) throws -> ([UInt8], SecureEnd) {
    let message = Array("pledged/link/1\n".utf8) + (try x25519(65)).publicBytes + [Role.initiator.rawValue]
    return try forgedThird(payload: node.publicKey.bytes + node.sign(message), victim: victim)
}
