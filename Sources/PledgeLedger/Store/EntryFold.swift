import GRDB

/// An entry at its place in the store.
public struct PlacedEntry: Sendable {
    /// Number of its feed in this store.
    public let feed: Int64
    public let entry: VerifiedEntry

    var seq: Int64 { Int64(entry.entry.seq) }
    /// Row number: feed × 2^32 + seq.
    var place: Int64 { feed << 32 | seq }
}

/// A view's incremental form: rows that it keeps in the append's own transaction.
///
/// The store tells it of each entry that starts to count, and of each that no longer does, newest
/// first; it may gather changes and write them in `flush`. One instance lives for one transaction.
public protocol EntryFold: AnyObject {
    func apply(_ placed: PlacedEntry, in context: FoldContext) throws
    func unapply(_ placed: PlacedEntry, in context: FoldContext) throws
    /// The author takes back an earlier entry that counts.
    func retract(_ target: PlacedEntry, by retract: PlacedEntry, in context: FoldContext) throws
    /// What took it back no longer counts.
    func restore(_ target: PlacedEntry, in context: FoldContext) throws
    /// A definition that entries name is here.
    func define(_ definition: Int64, as entry: VerifiedEntry, in context: FoldContext) throws
    func flush(in context: FoldContext) throws
}

/// What a fold sees of the transaction.
public struct FoldContext {
    package let database: Database
    /// Number of the collective in this store.
    let collective: Int64
    let entries: EntryTable
    let definitions: Definitions
}
