import Foundation
import PledgeLedger
import Testing

/// A bundle put together from pieces, right or wrong, for the auditors to judge.
struct BundlePieces {
    let charter: VerifiedEntry
    /// Feeds with the fork that they state, in any order.
    var feeds: [(author: PublicKey, fork: UInt64, entries: [VerifiedEntry])] = []
    var proofs: [(VerifiedEntry, VerifiedEntry)] = []
    var definitions: [VerifiedEntry] = []
    var texts: [(EntryID, SaltedText)] = []
    var erasures: [VerifiedEntry] = []
    var branches: [VerifiedEntry] = []
    /// Of the entry bytes in a proof, to be replaced by others of the same length.
    var spoiled: Set<EntryID> = []

    init(_ charter: VerifiedEntry) { self.charter = charter }

    mutating func feed(_ entries: [VerifiedEntry], fork: UInt64 = 0) {
        if let author = entries.first?.entry.author { feeds.append((author, fork, entries)) }
    }

    var bytes: [UInt8] {
        var core = charter.entry.id.bytes + BundleFile.counted(charter.entry.bytes)
        core.append(bigEndian: UInt32(feeds.count))
        for feed in feeds.sorted(by: { $0.author < $1.author }) {
            core += BundleReaderTests.feed(feed.author, fork: feed.fork, feed.entries.map(\.entry.bytes))
        }
        let pairs = proofs.sorted { $0.0.entry.author < $1.0.entry.author }.map {
            [shown($0.0), shown($0.1)].sorted { Self.id($0) < Self.id($1) }
        }
        let sections: [(type: UInt8, payload: [UInt8])] = [
            (1, core), (2, pairs.flatMap { $0 }.flatMap(BundleFile.counted)),
            (3, Self.list(definitions)), (4, texts.sorted { $0.0 < $1.0 }.flatMap { $0.0.bytes + BundleFile.counted($0.1.bytes) }),
            (5, Self.list(erasures)), (7, Self.list(branches)),
        ]
        return BundleFile.assemble(sections.filter { !$0.payload.isEmpty })
    }

    private func shown(_ entry: VerifiedEntry) -> [UInt8] {
        guard spoiled.contains(entry.entry.id) else { return entry.entry.bytes }
        var bytes = entry.entry.bytes
        bytes[bytes.count - 40] ^= 1
        return bytes
    }

    private static func id(_ bytes: [UInt8]) -> Digest { SHA256.hash(Array("pledged/id/1\n".utf8) + bytes) }

    private static func list(_ entries: [VerifiedEntry]) -> [UInt8] {
        entries.sorted { $0.entry.id < $1.entry.id }.flatMap { BundleFile.counted($0.entry.bytes) }
    }

    /// What the program finds of these pieces.
    func audit() throws -> BundleAudit.Contents {
        let file = try BundleFile()
        try file.write(bytes)
        return try BundleAudit(path: file.path).audit()
    }
}
