import Foundation

/// A text with signatures below it, in the syntax of C2SP signed notes: a text that ends in a newline,
/// an empty line, and a line a signature: em dash, space, key name, space, base64 of key id and signature.
public struct SignedNote: Hashable, Sendable {
    /// One signature line.
    public struct Signature: Hashable, Sendable {
        public var name: String
        /// Tells keys of one name apart; no protection by itself.
        public var id: UInt32
        public var bytes: [UInt8]
    }

    /// What is signed, with its last newline.
    public let text: String
    public private(set) var signatures: [Signature]

    /// A note longer than this is refused: a checkpoint with a signature by each of a hundred keys fits.
    public static let longest = 16_384
    private static let separator: [UInt8] = [10, 10]
    private static let dash = Array("— ".utf8)

    /// A text that nobody has signed yet.
    /// - Parameter text: ends in a newline, and has no other control characters.
    init(text: String) {
        self.text = text
        signatures = []
    }

    /// Reads a note.
    /// - Throws: ``NoteFault`` that says what is malformed. No signature is checked.
    public init(bytes: some Collection<UInt8>) throws(NoteFault) {
        let bytes = Array(bytes)
        guard bytes.count <= Self.longest else { throw .malformed("it is longer than \(Self.longest) bytes") }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .malformed("it is no UTF-8") }
        guard !bytes.contains(where: { $0 < 32 && $0 != 10 }) else { throw .malformed("it holds a control character") }
        guard bytes.last == 10 else { throw .malformed("its last line has no end") }
        let gap = bytes.indices.dropLast().last { bytes[$0] == 10 && bytes[$0 + 1] == 10 }
        guard let gap else { throw .malformed("no empty line stands before the signatures") }
        text = String(decoding: bytes[...gap], as: UTF8.self)
        let lines = bytes[(gap + 2)...].split(separator: 10, omittingEmptySubsequences: false).dropLast()
        guard !lines.isEmpty else { throw .malformed("nobody has signed it") }
        signatures = []
        for line in lines { signatures.append(try Self.signature(line)) }
    }

    private static func signature(_ line: ArraySlice<UInt8>) throws(NoteFault) -> Signature {
        guard line.starts(with: dash) else { throw .malformed("a signature line does not begin with an em dash and a space") }
        let parts = line.dropFirst(dash.count).split(separator: 32, omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw .malformed("a signature line is not a name and a signature") }
        let name = String(decoding: parts[0], as: UTF8.self), base64 = String(decoding: parts[1], as: UTF8.self)
        guard NoteKey.isName(name) else { throw .malformed("a key's name is empty, or has a space or a plus in it") }
        guard let data = Data(base64Encoded: base64), data.count >= 5, data.base64EncodedString() == base64 else {
            throw .malformed("a signature is no base64 of 5 bytes or more")
        }
        let id = data.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return Signature(name: name, id: id, bytes: Array(data.dropFirst(4)))
    }

    /// The note as it is written.
    public var bytes: [UInt8] {
        var bytes = Array(text.utf8)
        bytes.append(10)
        for signature in signatures {
            let id = withUnsafeBytes(of: signature.id.bigEndian) { Array($0) }
            bytes += Self.dash + Array("\(signature.name) \(Data(id + signature.bytes).base64EncodedString())\n".utf8)
        }
        return bytes
    }

    /// Whether a key has signed this text.
    /// - Throws: ``NoteFault/signature(_:)`` where a signature that claims to be the key's is not.
    public func isSigned(by key: NoteKey) throws(NoteFault) -> Bool {
        let claimed = signatures.filter { $0.name == key.name && $0.id == key.id }
        for signature in claimed
        where !SignatureRule.accepts(signature: signature.bytes, message: Array(text.utf8), key: key.key) {
            throw .signature(key.name)
        }
        return !claimed.isEmpty
    }

    /// Adds a key's signature, in place of one that it has.
    public mutating func sign(with key: SigningKey, name: String) {
        let own = NoteKey(name: name, key: key.publicKey)
        add(Signature(name: name, id: own.id, bytes: key.sign(Array(text.utf8))))
    }

    /// Adds the signatures of a note with the same text.
    mutating func add(signaturesOf other: SignedNote) {
        guard other.text == text else { return }
        for signature in other.signatures { add(signature) }
    }

    /// Leaves out other signatures.
    mutating func keep(_ isKept: (Signature) -> Bool) { signatures = signatures.filter(isKept) }

    /// One signature a name and id, ascending by name.
    private mutating func add(_ signature: Signature) {
        signatures.removeAll { $0.name == signature.name && $0.id == signature.id }
        signatures.append(signature)
        signatures.sort { ($0.name, $0.id) < ($1.name, $1.id) }
    }
}

/// A key that signs notes, under a name.
public struct NoteKey: Hashable, Sendable {
    public let name: String
    public let key: PublicKey
    /// SHA-256(name ‖ newline ‖ 01, which stands for Ed25519 ‖ key), its first four bytes.
    public let id: UInt32
    private static let ed25519: UInt8 = 1

    public init(name: String, key: PublicKey) {
        self.name = name
        self.key = key
        var hash = SHA256()
        hash.update(Array(name.utf8) + [10, Self.ed25519])
        hash.update(key)
        id = UInt32(hash.finish().raw.prefix >> 32)
    }

    /// Reads a verifier key: `name+key id in hex+base64 of 01 and the key`; nil for anything else.
    public init?(verifier text: String) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, Self.isName(String(parts[0])), let data = Data(base64Encoded: String(parts[2])),
            data.first == Self.ed25519, let key = PublicKey(bytes: data.dropFirst())
        else { return nil }
        self.init(name: String(parts[0]), key: key)
        guard idText == parts[1] else { return nil }
    }

    /// The text by which other programs that read signed notes know the key.
    public var verifier: String { "\(name)+\(idText)+\(Data([Self.ed25519] + key.bytes).base64EncodedString())" }

    private var idText: String { withUnsafeBytes(of: id.bigEndian) { Array($0) }.hex }

    static func isName(_ name: String) -> Bool {
        !name.isEmpty && !name.unicodeScalars.contains { $0.properties.isWhitespace || $0 == "+" }
    }
}

/// Why a note is refused.
public enum NoteFault: Error, Hashable, Sendable, CustomStringConvertible {
    case malformed(String)
    /// The signature under this name is not that key's over this text.
    case signature(String)
    /// The text is no checkpoint.
    case text

    public var description: String {
        switch self {
        case .malformed(let why): "no signed note: \(why)"
        case .signature(let name): "the signature of \(name) does not hold; the note is altered or forged"
        case .text: "the note's text is no checkpoint of pledged, version 1"
        }
    }
}
