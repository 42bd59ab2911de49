/// Proof that an entry is part of a ledger that others signed, for somebody who has nothing else: the
/// charter, the entry with those after it up to its feed's head, the head's path in the frontier tree,
/// and a checkpoint. Its layout is in docs/ledger-format.md.
///
/// An id covers every byte of its entry, so only whole entries can show that their ids chain; and they
/// are enough, since the signed root stands for the last id.
public struct EntryProof: Hashable, Sendable {
    /// Bytes of the charter entry: they hash to the collective's id, and name its witnesses.
    public var charter: [UInt8]
    /// The lowest place at which the feed is known to be forked; 0 for none.
    public var fork: UInt64
    /// Bytes of the entry, and of each one after it up to its feed's stop.
    public var entries: [[UInt8]]
    public var path: FrontierProof
    public var checkpoint: CheckpointNote

    public init(
        charter: [UInt8], fork: UInt64, entries: [[UInt8]], path: FrontierProof, checkpoint: CheckpointNote
    ) {
        self.charter = charter
        self.fork = fork
        self.entries = entries
        self.path = path
        self.checkpoint = checkpoint
    }

    /// A proof longer than this is neither made nor read: a whole feed of the default quota fits.
    public static let longest = 1 << 27

    /// What a proof that holds shows.
    public struct Shown: Sendable {
        public var entry: VerifiedEntry
        public var head: Head
        public var charter: Charter
        public var checkpoint: CheckpointNote
    }

    /// Checks everything but who signed the checkpoint, which is for the reader to judge.
    /// - Throws: ``ProofFault`` naming the first thing that does not hold.
    public func shown() throws(ProofFault) -> Shown {
        var verifier = EntryVerifier()
        let founding: VerifiedEntry, charter: Charter
        do { founding = try verifier.verify(self.charter) } catch { throw .charter("\(error)") }
        do { charter = try Charter(of: founding) } catch { throw .charter("\(error)") }
        let collective = founding.entry.id
        guard checkpoint.checkpoint.collective == collective else { throw .otherCollective }
        guard let first = entries.first else { throw .malformed("no entry") }
        let entry: VerifiedEntry
        do { entry = try verifier.verify(first) } catch { throw .entry(1, "\(error)") }
        guard entry.entry.collective == collective else { throw .otherCollective }
        let head = try head(after: entry.entry)
        guard path.root(collective: collective, head: head) == checkpoint.checkpoint.root else { throw .root }
        return Shown(entry: entry, head: head, charter: charter, checkpoint: checkpoint)
    }

    /// Follows the ids to the feed's head.
    private func head(after first: Entry) throws(ProofFault) -> Head {
        var last = first
        for (index, bytes) in entries.enumerated().dropFirst() {
            let next: Entry
            do { next = try Entry(bytes) } catch { throw .entry(index + 1, "\(error)") }
            guard next.prev == last.id, next.seq == last.seq + 1, next.author == last.author,
                next.collective == last.collective
            else { throw .entry(index + 1, "it does not follow the one before it") }
            last = next
        }
        return Head(author: last.author, stop: last.seq, id: last.id, fork: fork)
    }
}

/// Why a proof shows nothing.
public enum ProofFault: Error, Hashable, Sendable, CustomStringConvertible {
    case malformed(String)
    case charter(String)
    /// Something in it belongs to another collective than its charter.
    case otherCollective
    /// An entry, counted from 1.
    case entry(Int, String)
    /// The path does not lead to the checkpoint's root.
    case root
    case note(NoteFault)

    public var description: String {
        switch self {
        case .malformed(let why): "no proof of pledged: \(why)"
        case .charter(let why): "its charter: \(why)"
        case .otherCollective: "its parts belong to different collectives"
        case .entry(let number, let why): "its entry \(number): \(why)"
        case .root: "the entries do not lead to the root that the checkpoint states"
        case .note(let fault): "its checkpoint: \(fault)"
        }
    }
}
