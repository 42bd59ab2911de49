import PledgeLedger

/// A SHA-256 over every event of a run: when, to whom, what kind, how large. Two runs with one digest
/// went the same way.
struct EventDigest {
    private var hash = SHA256()
    private var buffer: [UInt8] = []
    private(set) var events: UInt64 = 0

    mutating func note(time: UInt64, node: Int, kind: UInt8, size: Int = 0) {
        events += 1
        buffer.append(bigEndian: time)
        buffer.append(bigEndian: UInt32(truncatingIfNeeded: node))
        buffer.append(kind)
        buffer.append(bigEndian: UInt32(truncatingIfNeeded: size))
        guard buffer.count >= 8_192 else { return }
        hash.update(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    consuming func finish() -> Digest {
        hash.update(buffer)
        return hash.finish()
    }
}
