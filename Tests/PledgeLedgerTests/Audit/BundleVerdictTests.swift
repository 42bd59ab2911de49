import PledgeLedger
import Testing

/// Bundles that are whole and say something wrong: the program finds it, and the independent
/// verifier says the same of each.
@Suite struct BundleVerdictTests {
    private var maker: LedgerMaker
    private var founder = LedgerMaker.Tip(author: 0), second = LedgerMaker.Tip(author: 1), stranger = LedgerMaker.Tip(author: 3)
    private let euro: Unit

    init() throws {
        maker = try LedgerMaker(seed: 900, quota: .init(entries: 4))
        euro = try #require(Unit("iso4217:EUR"))
    }

    /// Audits the pieces both ways.
    private func report(_ pieces: BundlePieces, _ comment: String = "") throws -> AuditReport {
        let file = try BundleFile()
        try file.write(pieces.bytes)
        let report = try BundleAudit(path: file.path).audit().report
        if OtherAuditor.isHere { try OtherAuditor.audit(file.path).expect(report, comment) }
        return report
    }

    private mutating func project(_ tip: WritableKeyPath<Self, LedgerMaker.Tip>) throws -> VerifiedEntry {
        var copy = self[keyPath: tip]
        defer { self[keyPath: tip] = copy }
        return try maker.sign(.project(Project(asks: [.init(number: 1, unit: euro, target: 100)])), on: &copy)
    }

    private mutating func pledge(to id: EntryID) throws -> VerifiedEntry {
        try maker.sign(.pledge(Pledge(to: id, ask: 1, quantity: Quantity(40, euro))), on: &founder)
    }

    /// A branch that only the proof holds defines nothing until it is among the definitions.
    @Test mutating func aProofAloneDefinesNothing() throws {
        var branch = second
        let project = try project(\.second), twin = try maker.sign([8], on: &branch)
        var pieces = BundlePieces(maker.charterEntry)
        pieces.feed([try pledge(to: project.entry.id)])
        pieces.feeds.append((twin.entry.author, 1, []))
        pieces.proofs = [(project, twin)]
        let pending = try report(pieces)
        #expect(pending.findings == [] && pending.totals.isEmpty)
        pieces.definitions = [project]
        let held = try report(pieces)
        #expect(held.findings == [] && held.totals.map(\.people) == [1])
    }

    @Test mutating func theCharterIsNoDefinition() throws {
        var pieces = BundlePieces(maker.charterEntry)
        pieces.feed([try pledge(to: maker.collective)])
        #expect(try report(pieces).findings == [])
        pieces.definitions = [maker.charterEntry]
        #expect(try report(pieces).findings.map(\.kind).contains(.entry))
    }

    @Test mutating func aProofPastTheQuotaIsFound() throws {
        for _ in 0..<4 { try maker.sign([8], on: &founder) }
        let chain = maker.made
        var branch = founder
        let proof = try (maker.sign([8], on: &founder), maker.sign([9], on: &branch))
        for isChainHere in [true, false] {
            var pieces = BundlePieces(maker.charterEntry)
            if isChainHere { pieces.feed(chain) }
            #expect(try report(pieces).findings == [])
            pieces.proofs = [proof]
            #expect(try report(pieces, "\(isChainHere)").findings.map(\.kind) == [.fork])
        }
    }

    @Test mutating func aStrangersProofIsFound() throws {
        var branch = stranger
        var pieces = BundlePieces(maker.charterEntry)
        pieces.proofs = [try (maker.sign([8], on: &stranger), maker.sign([9], on: &branch))]
        #expect(try report(pieces).findings.map(\.kind) == [.fork])
    }

    @Test mutating func aForkWithoutItsProofIsFound() throws {
        var branch = second
        let one = try project(\.second), twin = try maker.sign([8], on: &branch)
        var pieces = BundlePieces(maker.charterEntry)
        pieces.feeds.append((one.entry.author, 1, []))
        #expect(try report(pieces).findings.contains { $0.detail.contains("no proof") })
        pieces.proofs = [(one, twin)]
        #expect(try report(pieces).findings == [])
    }

    /// Both entries of a proof are verified, whatever becomes of the first.
    @Test mutating func bothEntriesOfAProofAreCounted() throws {
        var branch = second
        let pair = try (maker.sign([8], on: &second), maker.sign([9], on: &branch))
        let lower = min(pair.0.entry.id, pair.1.entry.id)
        for spoiled in [[], [lower], [max(pair.0.entry.id, pair.1.entry.id)], [pair.0.entry.id, pair.1.entry.id]] {
            var pieces = BundlePieces(maker.charterEntry)
            pieces.feeds.append((pair.0.entry.author, 1, []))
            pieces.proofs = [pair]
            pieces.spoiled = Set(spoiled)
            #expect(try report(pieces).signatures == 3, "\(spoiled.count)")
        }
    }

    /// A definition and a chain that tell two stories are a fork, stated or not.
    @Test mutating func aDefinitionMayShowAFork() throws {
        var branch = second
        let chained = try maker.sign([8], on: &second)
        let project = try maker.sign(.project(Project(asks: [.init(number: 1, unit: euro, target: 100)])), on: &branch)
        var pieces = BundlePieces(maker.charterEntry)
        pieces.feed([try pledge(to: project.entry.id)])
        pieces.definitions = [project]
        #expect(try report(pieces).findings == [])
        var silent = pieces
        silent.feed([chained])
        let found = try report(silent)
        #expect(!found.findings.isEmpty && found.forks == 1)
        pieces.feeds.append((chained.entry.author, 1, []))
        pieces.proofs = [(chained, project)]
        let honest = try report(pieces)
        #expect(honest.findings == [] && honest.root == found.root && honest.entries == 1)
        let folder = try TemporaryFolder()
        let store = try Store(at: folder.file("a"), missing: .create)
        #expect(try store.take(pieces.audit())?.root == honest.root)
        try store.close()
    }

    @Test mutating func aCharterThatCantBeJoinedHasNoRoot() throws {
        let odd = try LedgerMaker(seed: 901)
        let draft = Entry.Draft(collective: .zero, time: 1, facts: try FactsCodec.encode(.charter(odd.charter)))
        var verifier = EntryVerifier()
        let charter = try verifier.verify(Entry.sign(draft, with: odd.keys[3]))
        let report = try report(BundlePieces(charter))
        #expect(report.findings.map(\.kind) == [.charter] && report.root == .zero && report.signatures == 1)
    }

    /// A project is known from section 1 or 3: in section 5 it is a finding and no more, and what a pledge
    /// promises to it is pending.
    @Test mutating func aProjectAmongErasuresIsNotListed() throws {
        let project = try maker.sign(.project(Project(asks: [.init(number: 1, unit: euro, target: 100)])), on: &second)
        var pieces = BundlePieces(maker.charterEntry)
        pieces.feed([try pledge(to: project.entry.id)])
        pieces.erasures = [project]
        let misplaced = try report(pieces)
        #expect(misplaced.findings.map(\.kind) == [.entry] && misplaced.totals.isEmpty)
        (pieces.definitions, pieces.erasures) = ([project], [])
        #expect(try report(pieces).totals.map(\.project) == [project.entry.id])
    }

    /// An erasure of the charter's text, beside the feeds.
    @Test mutating func theCharterMayBeErasedFromBeside() throws {
        let erasure = try maker.sign(.retract(Retract(target: maker.collective, erase: true)), on: &founder)
        var pieces = BundlePieces(maker.charterEntry)
        pieces.erasures = [erasure]
        #expect(try report(pieces).findings == [])
        var foreign = BundlePieces(maker.charterEntry)
        foreign.erasures = [try maker.sign(.retract(Retract(target: maker.collective, erase: true)), on: &second)]
        #expect(try report(foreign).findings.map(\.kind) == [.entry])
    }
}
