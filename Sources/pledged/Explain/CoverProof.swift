import PledgeLedger

/// By which witnesses' covers a pledge was there in time: anybody can check each, and that they are a quorum.
struct CoverProof {
    /// One of each of a quorum of witnesses, earliest first; empty where no quorum had covered it.
    let covers: [CoverRecord]
    private let witnesses: Int
    private let details: Details

    /// - Parameter pledge: by its id.
    /// - Returns: nil where the charter names no witnesses, or the pledge is not here.
    init?(of pledge: EntryID, at cutoff: Cutoff, _ details: Details) throws {
        guard case .witnessed(let known) = cutoff.timing,
            let entry = try details.store.entry(pledge, in: details.collective)?.entry.entry
        else { return nil }
        self.details = details
        witnesses = Charter.witnesses(forQuorum: known.quorum)
        let proof = known.proof(of: entry.author, entry.seq)
        guard let last = proof.last, last.time <= cutoff.time else {
            covers = []
            return
        }
        let records = try details.store.coverRecords(of: details.collective)
        covers = proof.compactMap { cover in records.first { $0.cover == cover } }
    }

    func lines() throws -> [String] {
        guard let last = covers.last else { return ["no quorum of witnesses has covered it"] }
        return ["a quorum of \(covers.count) of \(witnesses) witnesses had it by \(ISODate.text(last.time)):"]
            + (try covers.map { cover in
                "  \(try details.people.name(cover.witness)) at \(ISODate.text(cover.time)), up to place \(cover.seq) "
                    + "(entry \(try entry(of: cover)?.short ?? "unknown"))"
            })
    }

    func json() throws -> JSON {
        .array(try covers.map { cover in
            .known([
                .init("witness", .string(KeyText.author(cover.witness))), .init("time", .number(cover.time)),
                .init("seq", .number(cover.seq)), .init("id", .string(cover.id.hex)),
                try entry(of: cover).map { .init("entry", .string($0.hex)) },
            ])
        })
    }

    /// The entry that carries a cover.
    private func entry(of cover: CoverRecord) throws -> EntryID? {
        try details.store.ids(of: cover.carrier, at: [cover.carrierSeq], in: details.collective).first ?? nil
    }
}
