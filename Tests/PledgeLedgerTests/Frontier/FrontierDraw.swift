import PledgeLedger

/// Draws what the frontier's tests need from a seed (SplitMix64).
struct FrontierDraw: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }

    mutating func digest() -> Digest { Digest(bytes: bytes(32)) ?? .zero }

    mutating func author() -> PublicKey { PublicKey(digest().raw) }

    /// An author whose bytes, and so its key under ``Keys/bytes``, equal another's in a drawn number
    /// of nibbles (0…63) and differ in the next.
    mutating func author(like other: PublicKey) -> PublicKey {
        let common = Int.random(in: 0...63, using: &self)
        var nibbles = Array(other.hex).compactMap { $0.hexDigitValue }
        nibbles[common] = (nibbles[common] + Int.random(in: 1...15, using: &self)) % 16
        for index in nibbles.indices.dropFirst(common + 1) {
            nibbles[index] = Int.random(in: 0...15, using: &self)
        }
        return PublicKey(hex: nibbles.map { String($0, radix: 16) }.joined()) ?? author()
    }

    /// Distinct authors, most of which share a long prefix with another.
    mutating func authors(_ count: Int) -> [PublicKey] {
        var drawn: [PublicKey] = []
        while drawn.count < count {
            let next = drawn.randomElement(using: &self).map { author(like: $0) } ?? author()
            if !drawn.contains(next) { drawn.append(next) }
        }
        return drawn
    }

    mutating func head(_ author: PublicKey) -> Head {
        let stop = UInt64.random(in: 0...1000, using: &self)
        return Head(
            author: author, stop: stop, id: stop == 0 ? .zero : EntryID(digest().raw),
            fork: Bool.random(using: &self) ? 0 : stop + 1, rank: UInt8.random(in: 0...4, using: &self) * 60)
    }

    /// A path that leads towards the keys of some author, or nowhere.
    mutating func path(towards authors: [PublicKey], key: (PublicKey) -> Digest) -> TreePath {
        let towards = authors.randomElement(using: &self).map(key) ?? digest()
        let path = TreePath(towards, count: Int.random(in: 0...64, using: &self) / (Bool.random(using: &self) ? 1 : 16))
        guard Int.random(in: 0..<5, using: &self) == 0 else { return path }
        return path.appending(Int.random(in: 0...15, using: &self)) ?? path
    }

    /// Ways to make keys: the real one, and one that lets authors be drawn to meet deep down.
    enum Keys: String, CaseIterable, Sendable {
        case hashed, bytes

        var function: @Sendable (PublicKey) -> Digest {
            switch self {
            case .hashed: { FrontierTree.key(of: $0) }
            case .bytes: { Digest($0.raw) }
            }
        }
    }
}

extension TreePath {
    var nibbles: [Int] { (0..<count).compactMap { nibble($0) } }
}
