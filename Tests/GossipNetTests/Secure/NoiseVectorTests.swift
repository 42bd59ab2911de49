import GossipNet
import PledgeLedger
import Testing

/// The handshake and its ciphers, byte for byte against published sessions.
@Suite struct NoiseVectorTests {
    static let path = "noise/xx_subset.json"

    struct File: Decodable { let vectors: [Session] }

    struct Session: Decodable {
        let protocol_name: String
        let init_prologue, init_static, init_ephemeral: String
        let resp_prologue, resp_static, resp_ephemeral: String
        let init_remote_static, handshake_hash: String?
        let init_psks, resp_psks: [String]?
        let messages: [Message]
    }

    struct Message: Decodable { let payload, ciphertext: String }

    @Test(.enabled(if: SecureVectors.exist(path))) func everySession() throws {
        let sessions = try SecureVectors.load(File.self, Self.path).vectors
        for session in sessions { try replay(session) }
        #expect(sessions.count >= 10)
    }

    private func replay(_ session: Session) throws {
        var ends = [try state(session, .initiator), try state(session, .responder)]
        var ciphers: [(sending: CipherState, receiving: CipherState)] = []
        for (index, message) in session.messages.enumerated() {
            let (sender, receiver) = (index % 2, 1 - index % 2)
            let payload = try [UInt8](hex: message.payload).orFail()
            let written, read: [UInt8]
            if ends[0].isFinished {
                if ciphers.isEmpty { ciphers = [try ends[0].split(), try ends[1].split()] }
                written = try ciphers[sender].sending.seal(payload)
                read = try ciphers[receiver].receiving.open(written)
            } else {
                written = try ends[sender].write(payload: payload)
                read = try ends[receiver].read(written)
            }
            #expect(written.hex == message.ciphertext, "\(session.protocol_name) message \(index)")
            #expect(read == payload, "\(session.protocol_name) message \(index)")
        }
        #expect(!ciphers.isEmpty, "\(session.protocol_name) has transport messages")
        #expect(ends[0].handshakeHash == ends[1].handshakeHash)
        if let hash = session.handshake_hash { #expect(ends[0].handshakeHash.hex == hash) }
    }

    private func state(_ session: Session, _ role: Role) throws -> HandshakeState {
        let names = session.protocol_name.split(separator: "_")
        let patterns = [NoisePattern.xx, .xxpsk3, .ik]
        let isInitiator = role == .initiator
        let psks = isInitiator ? session.init_psks : session.resp_psks
        return try HandshakeState(
            pattern: patterns.first { $0.name == names[1] }.orFail("pattern \(names[1])"),
            hash: NoiseHash(rawValue: String(names[4])).orFail("hash \(names[4])"), role: role,
            prologue: [UInt8](hex: isInitiator ? session.init_prologue : session.resp_prologue).orFail(),
            staticKey: key(isInitiator ? session.init_static : session.resp_static),
            ephemeral: key(isInitiator ? session.init_ephemeral : session.resp_ephemeral),
            remoteStatic: isInitiator ? session.init_remote_static.flatMap { [UInt8](hex: $0) } : nil,
            psk: psks?.first.flatMap { [UInt8](hex: $0) }
        )
    }

    private func key(_ hex: String) throws -> X25519Key {
        try [UInt8](hex: hex).flatMap { X25519Key(secret: $0) }.orFail("key \(hex)")
    }
}
