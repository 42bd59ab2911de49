/// The formulas of the frontier tree (design: ledger, "Frontier tree"). Integers are big-endian.
enum FrontierHash {
    /// Where an author's leaf belongs: SHA-256 of the author's 32 bytes.
    @Sendable static func key(_ author: PublicKey) -> Digest {
        var hash = SHA256()
        hash.update(author)
        return hash.finish()
    }

    /// SHA-256("pledged/leaf/1\n" ‖ author ‖ stop u64 ‖ id at stop or zeros ‖ F u64 or 0).
    static func leaf(_ head: Head) -> Digest {
        var hash = SHA256(domain: "pledged/leaf/1\n")
        hash.update(head.author)
        hash.update(head.stop)
        hash.update(head.id)
        hash.update(head.fork)
        return hash.finish()
    }

    /// SHA-256("pledged/node/1\n" ‖ depth u8 ‖ bitmap of children u16 ‖ …), to be fed with the
    /// children's hashes, lowest nibble first.
    static func node(depth: Int, branches: UInt16) -> SHA256 {
        var hash = SHA256(domain: "pledged/node/1\n")
        hash.update(UInt8(truncatingIfNeeded: depth))
        hash.update(branches)
        return hash
    }

    /// SHA-256("pledged/root/1\n" ‖ collective ‖ top hash, or zeros when the tree is empty).
    static func root(collective: CollectiveID, top: Digest) -> Digest {
        var hash = SHA256(domain: "pledged/root/1\n")
        hash.update(collective)
        hash.update(top)
        return hash.finish()
    }

    /// The first 8 bytes of SHA-256(salt u64 ‖ hash): short, and not to be collided in advance.
    static func short(_ child: Digest, salt: UInt64) -> UInt64 {
        var hash = SHA256()
        hash.update(salt)
        hash.update(child)
        return hash.finish().raw.prefix
    }
}

extension UInt16 {
    /// The bit that stands for a nibble in a bitmap of children: 1 << nibble.
    static func bit(_ nibble: Int) -> UInt16 { 1 << UInt16(truncatingIfNeeded: nibble) }

    func holds(_ nibble: Int) -> Bool { self & .bit(nibble) != 0 }
}
