import Foundation
import GossipNet
import PledgeLedger

/// Published vectors that lie beside the project; tests that need them are skipped without.
enum SecureVectors {
    static func url(_ path: String) -> URL {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return root.appendingPathComponent("../shared/vectors").appendingPathComponent(path)
    }

    static func exist(_ path: String) -> Bool {
        FileManager.default.isReadableFile(atPath: url(path).path)
    }

    static func load<T: Decodable>(_ type: T.Type, _ path: String) throws -> T {
        try JSONDecoder().decode(type, from: Data(contentsOf: url(path)))
    }
}

/// SplitMix64: the same seed gives the same test.
struct SecureTestGenerator: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
    }
}

struct BadTestInput: Error {
    let what: String
}

extension Optional {
    /// The value, or a failed test.
    func orFail(_ what: String = "a value is missing") throws -> Wrapped {
        guard let self else { throw BadTestInput(what: what) }
        return self
    }
}

/// What `body` throws; nil when it succeeds.
func secureFault(_ body: () throws(SecureFault) -> Void) -> SecureFault? {
    do { try body() } catch { return error }
    return nil
}

func x25519(_ byte: UInt8) throws -> X25519Key {
    try X25519Key(secret: [UInt8](repeating: byte, count: 32)).orFail("X25519 key")
}

func seededNode(_ byte: UInt8) throws -> SigningKey {
    try SigningKey(seed: [UInt8](repeating: byte, count: 32)).orFail("node key")
}

/// One end of a link in a test, as a shell would hold it.
final class SecureEnd {
    var handshake: SecureHandshake
    var link: SecureLink?

    var isLinked: Bool { link != nil }

    init(_ handshake: SecureHandshake) { self.handshake = handshake }

    /// Node, static and ephemeral keys all follow from `id`; the static key from `process` where that is given.
    convenience init(
        _ role: Role, id: UInt8, process: UInt8? = nil, expecting: PublicKey? = nil, prologue: String = SecureHandshake.prologue
    ) throws {
        self.init(try SecureHandshake(
            role: role, node: seededNode(id), staticKey: x25519((process ?? id) &+ 64), ephemeral: x25519(id &+ 128),
            expecting: expecting, prologue: prologue
        ))
    }

    /// Takes a message; gives the answer, if one is due.
    func receive(_ message: [UInt8]) throws(SecureFault) -> [UInt8]? {
        switch try handshake.receive(message) {
        case .send(let reply):
            return reply
        case .done(let made):
            link = consume made
            return nil
        case .sendThenDone(let reply, let made):
            link = consume made
            return reply
        }
    }

    func seal(_ plaintext: [UInt8]) throws(SecureFault) -> [UInt8] {
        guard let sealed = try link?.seal(plaintext) else { throw .outOfTurn }
        return sealed
    }

    func open(_ ciphertext: [UInt8]) throws(SecureFault) -> [UInt8] {
        guard let opened = try link?.open(ciphertext) else { throw .outOfTurn }
        return opened
    }
}

/// The three messages of a handshake between two fresh ends, both linked afterwards.
func linkUp(_ initiator: SecureEnd, _ responder: SecureEnd) throws -> [[UInt8]] {
    let first = try initiator.handshake.start().orFail("first message")
    let second = try responder.receive(first).orFail("second message")
    let third = try initiator.receive(second).orFail("third message")
    _ = try responder.receive(third)
    return [first, second, third]
}

/// Two ends with a link between them.
func linkedPair() throws -> (SecureEnd, SecureEnd) {
    let pair = (try SecureEnd(.initiator, id: 1), try SecureEnd(.responder, id: 2))
    _ = try linkUp(pair.0, pair.1)
    return pair
}
