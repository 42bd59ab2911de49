import PledgeLedger

/// Turns an election into an open collective to study: every voter a key derived from a seed, every
/// vote a feed of that voter's pledges. The same file and seed give the same ledger, to the byte;
/// another file, if only in one byte, another collective with other keys, so that no feed is forked.
struct ElectionImport {
    let file: PabulibFile
    let seed: UInt64

    struct Result {
        let collective: CollectiveID
        /// Entries of all feeds.
        let entries: UInt64
        /// How many of them were not here before.
        let new: UInt64
        let root: Digest
    }

    /// Claimed time of every entry: the start of 2020, since ballots carry none.
    private static let time: UInt64 = 1_577_836_800_000

    /// Signs everything and stores what is not here yet.
    /// - Parameter progress: told how many votes are done, of how many.
    func run(_ store: Store, progress: (UInt64, UInt64) -> Void) throws -> Result {
        let steward = try key("steward")
        let charter = try found(steward)
        let id = charter.entry.id
        let before = try store.collective(id)?.entries ?? 0
        try store.join(id, charter: charter, text: try text(title, of: "charter"))
        try store.setImporting(true, id)
        var projects: [String: EntryID] = [:]
        var group = try propose(in: id, steward, &projects)
        for (index, vote) in file.votes.enumerated() {
            group += try pledges(of: vote, in: id, projects)
            if group.count >= StoreLimits.group {
                try take(&group, into: id, store)
                progress(UInt64(index), UInt64(file.votes.count))
            }
        }
        try take(&group, into: id, store)
        try store.setImporting(false, id)
        let after = try store.collective(id)?.entries ?? 0
        return Result(
            collective: id, entries: after, new: after &- min(before, after),
            root: try store.frontier(of: id).tree.root())
    }

    private func take(_ group: inout [Offer], into id: CollectiveID, _ store: Store) throws {
        let taken = try store.take(group, into: id, durability: .full)
        guard taken.allSatisfy({ $0 == .verdict(.accepted) || $0 == .verdict(.duplicate) }) else {
            throw CommandFault(.notNow, "the store did not take every vote: this node's bound for a collective is reached")
        }
        group.removeAll(keepingCapacity: true)
    }

    private var title: String {
        let parts = ["unit", "instance"].compactMap { file.meta[$0] }.filter { !$0.isEmpty }
        let words = file.meta["description"] ?? "A participatory budget"
        return clean("\(words) (\(parts.joined(separator: " ")))")
    }

    private func found(_ steward: SigningKey) throws -> VerifiedEntry {
        let charter = Charter(founders: [steward.publicKey], admission: .open)
        let draft = Entry.Draft(
            collective: .zero, time: Self.time, commitment: try text(title, of: "charter").commitment,
            facts: try FactsCodec.encode(.charter(charter)))
        return try verified(draft, steward)
    }

    /// The steward's feed: every project, asking for its cost or, where people gave points, for points;
    /// its words say what it costs in either case.
    private func propose(
        in id: CollectiveID, _ steward: SigningKey, _ projects: inout [String: EntryID]
    ) throws -> [Offer] {
        guard let unit = Unit(file.pledgeUnit.canonical) else {
            throw CommandFault(.badData, "the file's unit \(file.pledgeUnit.canonical) can't be pledged")
        }
        var offers: [Offer] = []
        var chain = Chain()
        for project in file.projects {
            let cost = file.pledgeUnit == .point ? UInt64(max(1, file.votes.count)) : project.cost * scale
            let ask = Project.Ask(
                number: 1, unit: unit, target: min(max(1, cost), AmountBounds.allowed.upperBound))
            let words = try text(self.words(of: project), of: "project \(project.id)")
            let entry = try chain.sign(.project(Project(asks: [ask])), words.commitment, in: id, at: Self.time, steward, self)
            projects[project.id] = entry.entry.id
            offers.append(Offer(entry, text: words))
        }
        return offers
    }

    private func pledges(
        of vote: PabulibFile.Vote, in id: CollectiveID, _ projects: [String: EntryID]
    ) throws -> [Offer] {
        let voter = try key("voter \(vote.voterID)")
        var chain = Chain()
        return try file.pledges(of: vote).compactMap { projectID, amount in
            guard let project = projects[projectID], let unit = Unit(amount.unit.canonical) else { return nil }
            let pledge = Pledge(to: project, ask: 1, quantity: Quantity(amount.minor, unit))
            return Offer(try chain.sign(.pledge(pledge), .zero, in: id, at: Self.time, voter, self))
        }
    }

    /// The project's name, and its cost in the file's currency.
    private func words(of project: PabulibFile.Project) -> String {
        let name = clean(project.name.isEmpty ? "Project \(project.id)" : project.name)
        let currency = clean(file.meta["currency"] ?? "")
        return "\(name)\n\nCost: \(project.cost)\(currency.isEmpty ? "" : " \(currency)")"
    }

    private var scale: UInt64 { file.currency?.scale ?? 1 }

    /// One feed as it grows.
    private struct Chain {
        var seq: UInt64 = 0
        var head = EntryID.zero

        mutating func sign(
            _ facts: Facts, _ commitment: Digest, in id: CollectiveID, at time: UInt64, _ key: SigningKey,
            _ election: ElectionImport
        ) throws -> VerifiedEntry {
            let entry = try election.verified(
                Entry.Draft(
                    collective: id, seq: seq + 1, prev: head, time: time, commitment: commitment,
                    facts: try FactsCodec.encode(facts)),
                key)
            seq += 1
            head = entry.entry.id
            return entry
        }
    }

    private func verified(_ draft: Entry.Draft, _ key: SigningKey) throws -> VerifiedEntry {
        var verifier = EntryVerifier()
        return try verifier.verify(Entry.sign(draft, with: key))
    }

    /// A key that follows from the file, the seed and a name: for study, no secret.
    private func key(_ name: String) throws -> SigningKey {
        let digest = derived("pledged/study/2", name)
        guard let key = SigningKey(seed: digest.bytes) else { throw SodiumFault.didNotStart }
        return key
    }

    /// A text whose salt follows from the file and the seed, so that the ledger does.
    private func text(_ words: String, of name: String) throws -> SaltedText {
        try SaltedText(bytes: derived("pledged/study/salt/2", name).bytes + Array(words.utf8))
    }

    private func derived(_ purpose: String, _ name: String) -> Digest {
        HMAC.sha256(key: Array("\(purpose)\n\(seed)\n\(file.digest.hex)".utf8), message: Array(name.utf8))
    }

    /// Words from the file without what may not be signed.
    private func clean(_ words: String) -> String {
        let safe = String(words.map { character in
            (try? SafeText.refuseUnsafe(String(character))) == nil ? " " : character
        })
        return String(safe.prefix(200))
    }
}
