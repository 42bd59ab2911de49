/// An entry whose author's key and signature were checked, with its facts read.
///
/// Only ``EntryVerifier`` and ``ParallelVerifier`` make one, so a function that takes a `VerifiedEntry` can't be handed
/// anything else.
public struct VerifiedEntry: Hashable, Sendable {
    public let entry: Entry
    public let reading: FactsReading

    fileprivate init(_ entry: Entry) {
        self.entry = entry
        reading = FactsReading(entry)
    }

    /// Checks the signature of an entry whose author's key is good.
    init(checking entry: Entry) throws(EntryFault) {
        guard entry.signatureHolds() else { throw .signature }
        self.init(entry)
    }

    public static func == (left: VerifiedEntry, right: VerifiedEntry) -> Bool { left.entry == right.entry }
    public func hash(into hasher: inout Hasher) { hasher.combine(entry) }
}

/// Checks entries, remembering which authors' keys are good.
public struct EntryVerifier: Sendable {
    private var goodKeys: Set<PublicKey> = []
    /// Keys remembered at most; past it the memory starts anew.
    private static let remembered = 65_536

    public init() {}

    /// Checks one entry's bytes.
    /// - Throws: ``EntryFault``
    public mutating func verify(_ bytes: [UInt8]) throws(EntryFault) -> VerifiedEntry {
        try verify(Entry(bytes))
    }

    /// Checks one well-formed entry.
    /// - Throws: ``EntryFault``
    public mutating func verify(_ entry: Entry) throws(EntryFault) -> VerifiedEntry {
        if !goodKeys.contains(entry.author) {
            guard SignatureRule.isGoodKey(entry.author) else { throw .key }
            if goodKeys.count >= Self.remembered { goodKeys.removeAll(keepingCapacity: true) }
            goodKeys.insert(entry.author)
        }
        return try VerifiedEntry(checking: entry)
    }

    /// An entry that this process verified before and knows again by its id.
    static func verifiedBefore(_ entry: Entry) -> VerifiedEntry { VerifiedEntry(entry) }
}
