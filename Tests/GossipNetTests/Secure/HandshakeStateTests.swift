import GossipNet
import PledgeLedger
import Testing

@Suite struct HandshakeStateTests {
    private func state(
        _ role: Role, _ pattern: NoisePattern = .xx, id: UInt8 = 1, remoteStatic: [UInt8]? = nil, psk: [UInt8]? = nil
    ) throws -> HandshakeState {
        try HandshakeState(
            pattern: pattern, hash: .sha256, role: role, prologue: [], staticKey: x25519(id),
            ephemeral: x25519(id &+ 100), remoteStatic: remoteStatic, psk: psk
        )
    }

    @Test func refusesToActOutOfTurnAndEverAfter() throws {
        var responder = try state(.responder)
        #expect(secureFault { () throws(SecureFault) in _ = try responder.write() } == .outOfTurn)
        #expect(secureFault { () throws(SecureFault) in _ = try responder.write() } == .failedBefore)
        #expect(secureFault { () throws(SecureFault) in _ = try responder.read([]) } == .failedBefore)
        #expect(secureFault { () throws(SecureFault) in _ = try responder.split() } == .failedBefore)

        var initiator = try state(.initiator)
        _ = try initiator.write()
        #expect(secureFault { () throws(SecureFault) in _ = try initiator.split() } == .outOfTurn)
        #expect(secureFault { () throws(SecureFault) in _ = try initiator.write() } == .outOfTurn)
    }

    @Test func refusesToGoOnAfterTheLastMessage() throws {
        var initiator = try state(.initiator), responder = try state(.responder, id: 2)
        _ = try responder.read(try initiator.write())
        _ = try initiator.read(try responder.write())
        _ = try responder.read(try initiator.write())
        #expect(initiator.isFinished && responder.isFinished)
        #expect(initiator.handshakeHash == responder.handshakeHash)
        #expect(initiator.remoteStatic == (try x25519(2)).publicBytes)
        #expect(responder.remoteStatic == (try x25519(1)).publicBytes)
        #expect(secureFault { () throws(SecureFault) in _ = try responder.write() } == .outOfTurn)
        #expect(!responder.isFinished)
    }

    @Test func refusesToStartWithoutTheKeysOfItsPattern() throws {
        let cases: [(NoisePattern, remoteStatic: [UInt8]?, psk: [UInt8]?)] = [
            (.ik, nil, nil), (.ik, [1], nil), (.xxpsk3, nil, nil), (.xxpsk3, nil, [1]),
        ]
        for (pattern, remoteStatic, psk) in cases {
            #expect(throws: SecureFault.missingKey, "\(pattern.name)") {
                try state(.initiator, pattern, remoteStatic: remoteStatic, psk: psk)
            }
        }
    }

    @Test func anotherPreSharedKeyFails() throws {
        let key = [UInt8](repeating: 5, count: 32), other = [UInt8](repeating: 6, count: 32)
        var initiator = try state(.initiator, .xxpsk3, psk: key)
        var responder = try state(.responder, .xxpsk3, id: 2, psk: other)
        _ = try responder.read(try initiator.write())
        _ = try initiator.read(try responder.write())
        let last = try initiator.write()
        #expect(secureFault { () throws(SecureFault) in _ = try responder.read(last) } == .notAuthentic)
    }

    @Test func aLowOrderEphemeralKeyFails() throws {
        var responder = try state(.responder)
        _ = try responder.read([UInt8](repeating: 0, count: 32))
        #expect(secureFault { () throws(SecureFault) in _ = try responder.write() } == .weakKey)
        #expect(secureFault { () throws(SecureFault) in _ = try responder.write() } == .failedBefore)
    }

    @Test func everyShorterMessageFails() throws {
        var initiator = try state(.initiator), responder = try state(.responder, id: 2)
        _ = try responder.read(try initiator.write())
        let second = try responder.write(payload: [1, 2, 3])
        for count in 0..<second.count {
            var copy = initiator
            let fault = secureFault { () throws(SecureFault) in _ = try copy.read(Array(second.prefix(count))) }
            #expect(fault != nil, "the first \(count) bytes")
        }
        #expect(try initiator.read(second) == [1, 2, 3])
    }

    @Test func refusesMessagesBeyondTheLongest() throws {
        var writer = try state(.initiator)
        let payload = [UInt8](repeating: 0, count: HandshakeState.maxMessage - 31)
        let fault = secureFault { () throws(SecureFault) in _ = try writer.write(payload: payload) }
        #expect(fault == .plaintextTooLong(count: payload.count))
        var reader = try state(.responder)
        let message = [UInt8](repeating: 9, count: HandshakeState.maxMessage + 1)
        #expect(secureFault { () throws(SecureFault) in _ = try reader.read(message) } != nil)
    }
}
