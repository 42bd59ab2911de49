/// The layout of a bundle, the file that holds one collective (docs/ledger-format.md).
enum BundleFormat {
    static let magic = Array("pledged/bundle/1\n".utf8)
    /// What every version's files start with.
    static let family = Array("pledged/bundle/".utf8)
    static let endDomain: StaticString = "pledged/bundle/end/1\n"
    /// Type u8 and length u64.
    static let headerLength: UInt64 = 9
    /// Bytes that are read or written at once.
    static let bufferSize = 1 << 18

    /// Sections in the order in which they come; core and end are required.
    enum Section: UInt8, Sendable {
        case core = 1
        case proofs, definitions, texts, erasures, checkpoints, branches
        case end = 255
    }

    /// Lengths of a salted text.
    static let textLengths = SaltedText.saltLength...(SaltedText.saltLength + SaltedText.maximumText)
    /// Lengths of an entry.
    static let entryLengths = Entry.Layout.minimum...Entry.Layout.maximum

    /// Lengths of a signed checkpoint.
    static let noteLengths = 1...SignedNote.longest
}

/// What a bundle says of one feed before its entries.
public struct BundleFeed: Hashable, Sendable {
    public var author: PublicKey
    /// The lowest place at which the feed is forked; 0 for none.
    public var fork: UInt64
    /// How many entries follow: the feed's stop.
    public var entries: UInt64

    public init(author: PublicKey, fork: UInt64, entries: UInt64) {
        self.author = author
        self.fork = fork
        self.entries = entries
    }
}

/// One piece of a bundle. Entries and texts are bytes as they lie in the file: their lengths are
/// within bounds, and nothing else about them was checked.
public enum BundlePart: Hashable, Sendable {
    case charter(CollectiveID, entry: [UInt8])
    case feed(BundleFeed)
    /// An entry of the feed named before it; places run from 1.
    case entry(author: PublicKey, place: UInt64, bytes: [UInt8])
    case proof(first: [UInt8], second: [UInt8])
    case definition([UInt8])
    case text(EntryID, salted: [UInt8])
    case erasure([UInt8])
    case checkpoint([UInt8])
    /// An entry past a fork that shows how far witnesses covered.
    case branch([UInt8])
}

/// What a bundle that was written holds.
public struct BundleSummary: Hashable, Sendable {
    /// Entries in the core, without the charter.
    public var entries: UInt64
    public var feeds: UInt64
    /// SHA-256 of the core's payload: the same for the same ledger.
    public var digest: Digest
    /// Root of the frontier.
    public var root: Digest
    /// Length of the file.
    public var bytes: UInt64
}

/// What a bundle that was read from end to end holds.
public struct BundleContents: Hashable, Sendable {
    public var collective = CollectiveID.zero
    public var feeds: UInt64 = 0
    /// Entries in the core, without the charter.
    public var entries: UInt64 = 0
    public var proofs: UInt64 = 0
    public var definitions: UInt64 = 0
    public var texts: UInt64 = 0
    public var erasures: UInt64 = 0
    public var checkpoints: UInt64 = 0
    public var branches: UInt64 = 0
    /// SHA-256 of the core's payload.
    public var digest = Digest.zero
    /// Length of the file.
    public var bytes: UInt64 = 0

    public init() {}

    mutating func count(_ part: BundlePart) {
        switch part {
        case .charter(let id, _): collective = id
        case .feed: feeds += 1
        case .entry: entries += 1
        case .proof: proofs += 1
        case .definition: definitions += 1
        case .text: texts += 1
        case .erasure: erasures += 1
        case .checkpoint: checkpoints += 1
        case .branch: branches += 1
        }
    }
}
