/// The words that travel beside an entry: a random salt and UTF-8. Facts are for good; these can
/// be erased, and without the salt the commitment can't be guessed back.
public struct SaltedText: Hashable, Sendable {
    public static let saltLength = 32
    public static let maximumText = 16 * 1024

    /// 32 random bytes.
    public let salt: [UInt8]
    public let text: String

    /// A text under a fresh salt.
    /// - Throws: ``TextFault`` when it is too long.
    public init(_ text: String) throws(TextFault) {
        guard text.utf8.count <= Self.maximumText else { throw .tooLong(text.utf8.count) }
        salt = Sodium.randomBytes(Self.saltLength)
        self.text = text
    }

    /// Reads `salt ‖ UTF-8`.
    /// - Throws: ``TextFault`` when the length or the encoding is wrong.
    public init(bytes: some Collection<UInt8>) throws(TextFault) {
        guard bytes.count >= Self.saltLength else { throw .tooShort(bytes.count) }
        let words = bytes.dropFirst(Self.saltLength)
        guard words.count <= Self.maximumText else { throw .tooLong(words.count) }
        guard let text = String(validating: words, as: UTF8.self) else { throw .notUTF8 }
        salt = Array(bytes.prefix(Self.saltLength))
        self.text = text
    }

    /// `salt ‖ UTF-8`, as stored and sent.
    public var bytes: [UInt8] { salt + Array(text.utf8) }

    /// HMAC-SHA-256(key: salt, message: UTF-8).
    public var commitment: Digest { HMAC.sha256(key: salt, message: Array(text.utf8)) }

    /// The first line: a title, a name or an alias.
    public var title: String { String(text.prefix { !$0.isNewline }) }

    /// What follows the first line and the blank line after it.
    public var body: String {
        String(text.drop { !$0.isNewline }.drop { $0.isNewline })
    }
}

/// Why a text is refused.
public enum TextFault: Error, Equatable, Sendable, CustomStringConvertible {
    case tooLong(Int)
    case tooShort(Int)
    case notUTF8
    case notCommitted

    public var description: String {
        switch self {
        case .tooLong(let count): "text of \(count) bytes; at most \(SaltedText.maximumText) are allowed"
        case .tooShort(let count): "text of \(count) bytes; its salt alone takes \(SaltedText.saltLength)"
        case .notUTF8: "text that is not UTF-8"
        case .notCommitted: "text that the entry did not commit to"
        }
    }
}
