import PledgeLedger

/// The frontier tree written straight from its definition: nothing is kept but the heads, and
/// every hash is worked out from the bytes of the sorted feeds below it.
struct FrontierReference {
    var collective: CollectiveID
    var key: @Sendable (PublicKey) -> Digest
    var heads: [PublicKey: Head] = [:]

    struct Children: Equatable {
        var branches: UInt16 = 0
        var leaves: UInt16 = 0
        var hashes: [Digest] = []
    }

    var root: Digest {
        let top = heads.isEmpty ? [UInt8](repeating: 0, count: 32) : hash(sorted(under: []), depth: 0).bytes
        return SHA256.hash(Array("pledged/root/1\n".utf8) + collective.bytes + top)
    }

    func sorted(under path: [Int]) -> [Head] {
        heads.values
            .filter { nibbles(of: $0).starts(with: path) }
            .sorted { key($0.author).bytes.lexicographicallyPrecedes(key($1.author).bytes) }
    }

    func children(at path: [Int]) -> Children {
        var children = Children()
        guard path.count < 64 else { return children }
        for (nibble, below) in groups(sorted(under: path), depth: path.count) {
            children.branches |= 1 << UInt16(nibble)
            if below.count == 1 { children.leaves |= 1 << UInt16(nibble) }
            children.hashes.append(hash(below, depth: path.count + 1))
        }
        return children
    }

    func nibbles(of head: Head) -> [Int] {
        key(head.author).bytes.flatMap { [Int($0 >> 4), Int($0 & 15)] }
    }

    private func groups(_ heads: [Head], depth: Int) -> [(nibble: Int, below: [Head])] {
        Dictionary(grouping: heads) { nibbles(of: $0)[depth] }
            .sorted { $0.key < $1.key }
            .map { (nibble: $0.key, below: $0.value) }
    }

    private func hash(_ heads: [Head], depth: Int) -> Digest {
        if heads.count == 1, let head = heads.first {
            return SHA256.hash(
                Array("pledged/leaf/1\n".utf8) + head.author.bytes + bigEndian(head.stop) + head.id.bytes
                    + bigEndian(head.fork))
        }
        let groups = groups(heads, depth: depth)
        let bitmap = groups.reduce(0) { $0 | 1 << $1.nibble }
        return SHA256.hash(
            Array("pledged/node/1\n".utf8) + [UInt8(depth), UInt8(bitmap >> 8), UInt8(bitmap & 255)]
                + groups.flatMap { hash($0.below, depth: depth + 1).bytes })
    }

    private func bigEndian(_ value: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: value >> UInt64(56 - 8 * $0)) }
    }
}
