/// A proof as a file.
extension EntryProof {
    private static let magic = Array("pledged/proof/1\n".utf8)

    public var bytes: [UInt8] {
        var bytes = Self.magic
        func append(_ number: some FixedWidthInteger) { withUnsafeBytes(of: number.bigEndian) { bytes += $0 } }
        func append(counted piece: [UInt8]) {
            append(UInt16(clamping: piece.count))
            bytes += piece
        }
        append(counted: charter)
        append(fork)
        append(UInt32(clamping: entries.count))
        for entry in entries { append(counted: entry) }
        append(UInt8(clamping: path.levels.count))
        for level in path.levels {
            append(level.branches)
            for sibling in level.siblings { bytes += sibling.bytes }
        }
        append(counted: checkpoint.bytes)
        return bytes
    }

    /// Reads a proof. That it holds is ``shown()``'s to say.
    /// - Throws: ``ProofFault``
    public init(bytes: [UInt8]) throws(ProofFault) {
        guard bytes.count <= Self.longest else { throw .malformed("it is longer than \(Self.longest) bytes") }
        var reader = ProofReader(rest: bytes[...])
        guard try reader.take(Self.magic.count).elementsEqual(Self.magic) else {
            throw .malformed("it does not begin with “pledged/proof/1”")
        }
        let charter = try reader.counted(BundleFormat.entryLengths)
        let fork = try reader.number(UInt64.self)
        let count = try reader.number(UInt32.self)
        var entries: [[UInt8]] = []
        // No room is set aside by a number in the file: each entry has to be there first.
        for _ in 0..<count { entries.append(try reader.counted(BundleFormat.entryLengths)) }
        var levels: [FrontierProof.Level] = []
        for _ in 0..<(try reader.number(UInt8.self)) {
            let branches = try reader.number(UInt16.self)
            var siblings: [Digest] = []
            for _ in 0..<max(0, branches.nonzeroBitCount - 1) {
                siblings.append(Digest(bytes: try reader.take(32)) ?? .zero)
            }
            levels.append(.init(branches: branches, siblings: siblings))
        }
        let note = try reader.counted(1...SignedNote.longest)
        guard reader.rest.isEmpty else { throw .malformed("\(reader.rest.count) bytes after its end") }
        do {
            self.init(
                charter: charter, fork: fork, entries: entries, path: FrontierProof(levels: levels),
                checkpoint: try CheckpointNote(bytes: note))
        } catch { throw .note(error) }
    }
}

/// Takes a file apart from its front.
private struct ProofReader {
    var rest: ArraySlice<UInt8>

    mutating func take(_ count: Int) throws(ProofFault) -> ArraySlice<UInt8> {
        guard rest.count >= count else { throw .malformed("it is cut short") }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func number<T: FixedWidthInteger & UnsignedInteger>(_ type: T.Type) throws(ProofFault) -> T {
        var number: T = 0
        for byte in try take(T.bitWidth / 8) { number = T(truncatingIfNeeded: UInt64(number) << 8 | UInt64(byte)) }
        return number
    }

    mutating func counted(_ allowed: ClosedRange<Int>) throws(ProofFault) -> [UInt8] {
        let count = Int(try number(UInt16.self))
        guard allowed.contains(count) else { throw .malformed("a piece of \(count) bytes; \(allowed.lowerBound)…\(allowed.upperBound) are allowed") }
        return Array(try take(count))
    }
}
