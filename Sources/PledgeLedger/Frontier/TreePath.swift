/// A place in the frontier tree: the first 0…64 nibbles of the keys below it.
///
/// Ordered like the keys themselves, a path before those that continue it.
public struct TreePath: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// A key has 32 bytes, so no path is longer.
    public static let maxCount = 64
    /// The place of the whole tree: no nibbles.
    public static let top = TreePath(bits: .zero, length: 0)

    /// The nibbles from the most significant; all that lies beyond ``count`` is zero.
    private let bits: Bytes32
    private let length: UInt8

    private init(bits: Bytes32, length: UInt8) {
        self.bits = bits
        self.length = length
    }

    /// The path to the first `count` nibbles of a key; `count` is brought into 0…64.
    public init(_ key: Digest, count: Int) {
        let count = min(max(count, 0), TreePath.maxCount)
        self.init(bits: key.raw.keeping(nibbles: count), length: UInt8(truncatingIfNeeded: count))
    }

    /// The place of all keys that begin with these 8 bytes: 16 nibbles.
    public init(prefix: UInt64) {
        self.init(bits: Bytes32(a: prefix, b: 0, c: 0, d: 0), length: 16)
    }

    /// Reads the wire form: the number of nibbles, then the nibbles two a byte, high half first.
    /// Nil for more than 64 nibbles, another number of bytes, or an unused last half that isn't 0.
    public init?(bytes: some Collection<UInt8>) {
        guard let first = bytes.first, first <= TreePath.maxCount,
            bytes.count == 1 + (Int(first) + 1) / 2
        else { return nil }
        let packed = Array(bytes.dropFirst())
        guard let bits = Bytes32(packed + [UInt8](repeating: 0, count: 32 - packed.count)),
            bits.keeping(nibbles: Int(first)) == bits
        else { return nil }
        self.init(bits: bits, length: first)
    }

    /// The wire form, 1…33 bytes; see ``init(bytes:)``.
    public var bytes: [UInt8] {
        bits.withUnsafeBytes { [length] + $0.prefix((count + 1) / 2) }
    }

    /// How many nibbles the path has, which is also its depth.
    public var count: Int { Int(length) }

    /// The path one nibble longer; nil when it has 64 already or `nibble` isn't 0…15.
    public func appending(_ nibble: Int) -> TreePath? {
        guard count < TreePath.maxCount, 0...15 ~= nibble else { return nil }
        return TreePath(bits: bits.setting(nibble: nibble, at: count), length: length + 1)
    }

    /// The `index`-th nibble, 0…15; nil beyond the end.
    public func nibble(_ index: Int) -> Int? {
        0..<count ~= index ? bits.nibble(index) : nil
    }

    /// Whether a key lies at or below this place.
    public func contains(_ key: Digest) -> Bool {
        key.raw.keeping(nibbles: count) == bits
    }

    /// Whether all keys below this place come before `key`, or all after it; nil when it lies here.
    func side(of key: Digest) -> Side? {
        let start = key.raw.keeping(nibbles: count)
        return start == bits ? nil : bits < start ? .before : .after
    }

    enum Side { case before, after }

    public static func < (left: TreePath, right: TreePath) -> Bool {
        left.bits == right.bits ? left.length < right.length : left.bits < right.bits
    }

    /// One hex digit a nibble.
    public var description: String { String(bits.bytes.hex.prefix(count)) }
}

extension Bytes32 {
    /// The first `nibbles` (0…64) nibbles, zeros after them.
    func keeping(nibbles: Int) -> Bytes32 {
        func mask(_ word: UInt64, _ index: Int) -> UInt64 {
            let kept = min(max(nibbles - 16 * index, 0), 16)
            // A smart shift by 64 gives 0, so a whole word needs no case of its own.
            return word & ~(UInt64.max >> UInt64(4 * kept))
        }
        return Bytes32(a: mask(a, 0), b: mask(b, 1), c: mask(c, 2), d: mask(d, 3))
    }

    /// With `nibble` (0…15) put at `index` (0…63), where there must be a zero.
    func setting(nibble: Int, at index: Int) -> Bytes32 {
        let value = UInt64(nibble) << UInt64(60 - 4 * (index & 15))
        var copy = self
        switch index >> 4 {
        case 0: copy.a |= value
        case 1: copy.b |= value
        case 2: copy.c |= value
        default: copy.d |= value
        }
        return copy
    }
}
