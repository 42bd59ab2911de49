/// Two covers by one witness of one author that no one chain holds: proof that the witness covered two stories.
public struct WitnessConflict: Hashable, Sendable {
    public var witness: PublicKey
    public var author: PublicKey
    /// The lower of the two places, and the id covered there.
    public var seq: UInt64
    public var id: EntryID
    /// The other, at the same place or above.
    public var laterSeq: UInt64
    public var laterID: EntryID

    public init(witness: PublicKey, author: PublicKey, seq: UInt64, id: EntryID, laterSeq: UInt64, laterID: EntryID) {
        (self.witness, self.author) = (witness, author)
        (self.seq, self.id) = (seq, id)
        (self.laterSeq, self.laterID) = (laterSeq, laterID)
    }

    /// Each witness's first conflict about each author, as far as the entries held show it: by author and witness.
    ///
    /// - Parameters:
    ///   - covers: that count, whatever chain their ids are on.
    ///   - held: entries of the covered authors, by id.
    public static func all(in covers: [CoverRecord], held: [EntryID: Entry]) -> [WitnessConflict] {
        struct Word: Hashable {
            let author: PublicKey, witness: PublicKey
        }
        let words = Dictionary(grouping: covers) { Word(author: $0.author, witness: $0.witness) }
        return words.values.compactMap { first(in: $0.sorted { ($0.seq, $0.id) < ($1.seq, $1.id) }, held) }
            .sorted { ($0.author, $0.witness) < ($1.author, $1.witness) }
    }

    /// Neighbours by place suffice: if each leads to the one below it, all are on one chain.
    private static func first(in covers: [CoverRecord], _ held: [EntryID: Entry]) -> WitnessConflict? {
        for (low, high) in zip(covers, covers.dropFirst()) where low.id != high.id {
            guard low.seq == high.seq || ancestor(of: high, at: low.seq, held).map({ $0 != low.id }) ?? false else { continue }
            return WitnessConflict(
                witness: low.witness, author: low.author, seq: low.seq, id: low.id, laterSeq: high.seq, laterID: high.id)
        }
        return nil
    }

    /// The id to which links lead from a covered entry; nil where one between is not held.
    private static func ancestor(of cover: CoverRecord, at seq: UInt64, _ held: [EntryID: Entry]) -> EntryID? {
        var id = cover.id, place = cover.seq
        while place > seq {
            guard let entry = held[id], entry.seq == place, entry.author == cover.author else { return nil }
            (id, place) = (entry.prev, place - 1)
        }
        return id
    }
}
