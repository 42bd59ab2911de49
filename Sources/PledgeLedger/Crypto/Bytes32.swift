/// Thirty-two bytes held inline: the shape of every key, id and hash in the ledger.
///
/// Words are kept in big-endian value order, so comparing words compares bytes.
public struct Bytes32: Hashable, Comparable, Sendable {
    var a, b, c, d: UInt64

    public static let zero = Bytes32(a: 0, b: 0, c: 0, d: 0)

    init(a: UInt64, b: UInt64, c: UInt64, d: UInt64) {
        (self.a, self.b, self.c, self.d) = (a, b, c, d)
    }

    /// Reads 32 bytes; nil for any other length.
    public init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 32 else { return nil }
        self.init(
            a: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
            b: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
            c: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)),
            d: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
        )
    }

    /// Reads 32 bytes; nil for any other length.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        let read = bytes.withContiguousStorageIfAvailable { Bytes32(UnsafeRawBufferPointer($0)) }
        if let read {
            guard let read else { return nil }
            self = read
        } else {
            guard let copied = Array(bytes).withUnsafeBytes({ Bytes32($0) }) else { return nil }
            self = copied
        }
    }

    /// The first eight bytes as a big-endian number.
    public var prefix: UInt64 { a }

    /// The `index`-th four bits, from the most significant; `index` is 0…63.
    public func nibble(_ index: Int) -> Int {
        let word = switch index >> 4 {
        case 0: a
        case 1: b
        case 2: c
        default: d
        }
        return Int(truncatingIfNeeded: word >> UInt64(60 - 4 * (index & 15))) & 15
    }

    public static func < (left: Bytes32, right: Bytes32) -> Bool {
        // Nearly always the first word tells.
        left.a == right.a ? (left.b, left.c, left.d) < (right.b, right.c, right.d) : left.a < right.a
    }

    /// Calls `body` with the 32 bytes in order.
    public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        let words = (a.bigEndian, b.bigEndian, c.bigEndian, d.bigEndian)
        return try Swift.withUnsafeBytes(of: words, body)
    }

    public var bytes: [UInt8] { withUnsafeBytes { Array($0) } }
}

/// A distinct meaning for thirty-two bytes, so that a key can't be passed where an id is meant.
public protocol ThirtyTwoBytes: Hashable, Comparable, Sendable, CustomStringConvertible {
    var raw: Bytes32 { get }
    init(_ raw: Bytes32)
}

extension ThirtyTwoBytes {
    public static var zero: Self { Self(.zero) }

    /// Reads 32 bytes; nil for any other length.
    public init?(bytes: some Collection<UInt8>) {
        guard let raw = Bytes32(bytes) else { return nil }
        self.init(raw)
    }

    /// Reads 64 hex digits of either case; nil for anything else.
    public init?(hex: String) {
        guard let bytes = [UInt8](hex: hex) else { return nil }
        self.init(bytes: bytes)
    }

    public var bytes: [UInt8] { raw.bytes }
    public var isZero: Bool { raw == .zero }
    /// 64 lower-case hex digits.
    public var hex: String { raw.bytes.hex }
    public var description: String { hex }

    public static func < (left: Self, right: Self) -> Bool { left.raw < right.raw }

    public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try raw.withUnsafeBytes(body)
    }
}

/// A SHA-256 hash.
public struct Digest: ThirtyTwoBytes {
    public let raw: Bytes32
    public init(_ raw: Bytes32) { self.raw = raw }
}

/// An Ed25519 public key: an author's, or a node's.
public struct PublicKey: ThirtyTwoBytes {
    public let raw: Bytes32
    public init(_ raw: Bytes32) { self.raw = raw }
}

/// An entry's id: the hash of all its bytes, signature included.
public struct EntryID: ThirtyTwoBytes {
    public let raw: Bytes32
    public init(_ raw: Bytes32) { self.raw = raw }
}

/// A collective's id is the id of its charter.
public typealias CollectiveID = EntryID
