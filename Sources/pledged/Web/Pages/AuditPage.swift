import PledgeLedger

/// How to check this node's copy without believing it.
enum AuditPage {
    /// Fork proofs and witnesses shown; the API has the rest.
    private static let most = 20
    /// Members' entries that are looked through for what counts for nothing, the newest first.
    private static let latest = 64

    static func make(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        let maker = PageMaker(reader, wish), row = reader.collective.row, counts = try reader.store.counts(in: reader.id)
        let note = try reader.store.checkpoints(of: reader.id).first, root = try reader.root()
        let model: Model = [
            "root": PageMaker.known(root?.hex), "entries": Count.text(row.entries), "feeds": Count.text(row.feeds), "bytes": Count.text(row.bytes),
            "forkCount": Count.text(counts.forks), "waiting": Count.text(counts.waiting), "lacking": Count.text(counts.lackingTexts),
            // What a node holds of now takes no moment.
            "ofNow": wish.suffix(withMoment: false),
            "checkpoint": note.map { checkpoint($0, reader, root) } ?? false as Any,
        ]
        let parts = [commands(maker, hasCheckpoint: note != nil), try witnesses(maker), try forks(maker), try idle(maker)]
        return try maker.page("audit", "Audit", in: "Audit", parts.reduce(model) { $0.merging($1) { $1 } }, tellsNow: true)
    }

    /// What to type, as it stands, for whoever reads this page at the address by which they do.
    private static func commands(_ maker: PageMaker, hasCheckpoint: Bool) -> Model {
        let name = maker.reader.id.short, query = "?collective=\(name)"
        func fetch(_ kind: String) -> String { "curl -fo \(name).\(kind) '\(maker.address)/v1/\(kind)\(query)'" }
        let audit = "pledged audit \(name).bundle" + (hasCheckpoint ? " --checkpoint \(name).checkpoint" : "")
        return [
            "commands": ([fetch("bundle")] + (hasCheckpoint ? [fetch("checkpoint")] : []) + [audit]).joined(separator: "\n"),
            "independent": "python3 Tests/independent/verify_bundle.py \(name).bundle", "bundle": "/v1/bundle\(query)",
        ]
    }

    /// The latest checkpoint that is held here.
    private static func checkpoint(_ note: CheckpointNote, _ reader: LedgerReader, _ root: Digest?) -> Model {
        [
            "note": String(decoding: note.bytes, as: UTF8.self),
            "who": Cosigners(signers: note.signers, charter: reader.collective.charter).words,
            "when": ISODate.text(note.checkpoint.time),
            "since": note.checkpoint.root == root ? "The ledger is still the same." : "People have said more since: the root above is another.",
        ]
    }

    private static func witnesses(_ maker: PageMaker) throws -> Model {
        let reader = maker.reader, charter = reader.collective.charter
        let witnesses: [Model] = try charter.witnesses.prefix(most).map { key in
            let last = try reader.store.lastCoverTime(of: key, in: reader.id)
            return [
                "person": try maker.person(key),
                "last": last.map { "covered last on \(ISODate.text($0))" } ?? "has covered nothing yet",
            ]
        }
        let uncovered = try reader.store.uncoveredEntries(in: reader.id)
        return [
            "witnessing": "Totals are \(ViewNote.witnessing(charter)).", "witnesses": witnesses, "hasWitnesses": !witnesses.isEmpty,
            "uncovered": uncovered == 0 ? false : "\(Count.words(uncovered, "entry waits", "entries wait")) for a quorum." as Any,
            "conflicts": try reader.store.witnessConflicts(in: reader.id).prefix(most).map(\.words),
            "backdated": try reader.backdated().prefix(most).map(\.words),
        ]
    }

    /// What was said lately and counts for nothing, with why: void, beside its point, or covers that are no witness's.
    private static func idle(_ maker: PageMaker) throws -> Model {
        let reader = maker.reader
        let found = try reader.store.listEntries(in: reader.id, keptOnly: true, at: reader.cutoff, isPast: reader.isPast, limit: latest)
        let idle: [Model] = try found.compactMap { listed in
            guard let why = try reader.answer(listed).ownFault() else { return nil }
            let model: Model = [
                "kind": maker.kind(listed), "href": maker.href(listed.id, listed.entry.reading.kind), "short": listed.id.short,
                "author": try maker.person(listed.author), "why": why,
            ]
            return model.merging(maker.time(listed.entry.entry.time)) { $1 }
        }
        return ["idle": idle, "hasIdle": !idle.isEmpty, "latest": latest]
    }

    private static func forks(_ maker: PageMaker) throws -> Model {
        let page = try maker.reader.store.pageOfForks(in: maker.reader.id, after: nil, limit: most)
        let forks: [Model] = try page.proofs.map { proof in
            [
                "person": try maker.person(proof.author), "place": proof.place,
                "first": maker.href(proof.first.entry.id, nil), "second": maker.href(proof.second.entry.id, nil),
            ]
        }
        return ["forks": forks, "hasForks": !forks.isEmpty, "moreForks": page.next != nil]
    }
}
