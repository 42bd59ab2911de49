import PledgeLedger
import Testing

/// A project that a counted pledge names stays valid, however it comes and whatever becomes of its author.
@Suite struct DefinitionTests {
    private struct Scene {
        var maker: LedgerMaker
        let folder: TemporaryFolder
        let store: Store
        var stranger = LedgerMaker.Tip(author: 3), founder = LedgerMaker.Tip(author: 0), second = LedgerMaker.Tip(author: 1)
        let euro: Unit

        init(seed: UInt64, waitingFeeds: Int = 1_000) throws {
            maker = try LedgerMaker(seed: seed, authors: 8)
            folder = try TemporaryFolder()
            var limits = StoreLimits()
            limits.waitingFeeds = waitingFeeds
            store = try Store(at: folder.file("a"), missing: .create, limits: limits)
            try store.join(maker.collective, charter: maker.charterEntry)
            euro = try #require(Unit("iso4217:EUR"))
        }

        mutating func project(_ tip: WritableKeyPath<Scene, LedgerMaker.Tip>) throws -> VerifiedEntry {
            var copy = self[keyPath: tip]
            defer { self[keyPath: tip] = copy }
            return try maker.sign(.project(Project(asks: [.init(number: 1, unit: euro, target: 100)])), on: &copy, text: "a well")
        }

        mutating func pledge(to project: VerifiedEntry) throws -> VerifiedEntry {
            try maker.sign(.pledge(Pledge(to: project.entry.id, ask: 1, quantity: Quantity(40, euro))), on: &founder)
        }

        func expectPledged(_ amount: UInt128?, _ project: VerifiedEntry, _ comment: String) throws {
            let totals = try store.totals(of: project.entry.id, in: maker.collective, at: .end)
            #expect(totals?.asks.first?.pledged == amount, "\(comment)")
            #expect(try store.missingDefinitions(in: maker.collective, limit: 9) == (amount == nil ? [project.entry.id] : []), "\(comment)")
            #expect(try StoreAudit(store).audit(maker.collective).findings == [], "\(comment)")
        }

        func fillWaitingRoom() throws {
            var copy = maker
            for author in 4..<8 {
                var tip = LedgerMaker.Tip(author: author)
                try store.take([copy.sign([8], on: &tip)])
            }
        }
    }

    @Test func comesLaterByItsId() throws {
        var scene = try Scene(seed: 1)
        let project = try scene.project(\.stranger)
        #expect(try !scene.store.takeDefinition(project, text: nil, into: scene.maker.collective))
        try scene.store.take([scene.pledge(to: project)])
        try scene.expectPledged(nil, project, "pending")
        let text = scene.maker.texts[project.entry.id]
        #expect(try scene.store.takeDefinition(project, text: text, into: scene.maker.collective))
        #expect(try !scene.store.takeDefinition(project, text: text, into: scene.maker.collective))
        try scene.expectPledged(40, project, "held")
        #expect(try scene.store.entry(project.entry.id, in: scene.maker.collective)?.text == text)
        let other = try scene.project(\.stranger)
        #expect(try !scene.store.takeDefinition(other, text: nil, into: scene.maker.collective))
        try scene.store.close()
    }

    @Test func waitsBeforeThePledgeOrComesAfter() throws {
        for isBefore in [true, false] {
            var scene = try Scene(seed: 2)
            let project = try scene.project(\.stranger), pledge = try scene.pledge(to: project)
            for entry in isBefore ? [project, pledge] : [pledge, project] { try scene.store.take([entry]) }
            try scene.expectPledged(40, project, "before: \(isBefore)")
            try scene.store.close()
        }
    }

    /// What a counted pledge names is not lost when its author's feed makes room for others.
    @Test func outlivesTheWaitingRoom() throws {
        var scene = try Scene(seed: 3, waitingFeeds: 2)
        let project = try scene.project(\.stranger)
        try scene.store.take([project, scene.pledge(to: project)])
        try scene.fillWaitingRoom()
        #expect(try scene.store.feed(of: project.entry.author, in: scene.maker.collective) == nil)
        try scene.expectPledged(40, project, "evicted")
        try scene.store.close()
    }

    /// A member's project that was pledged to, whose author stops being kept and is dropped then.
    @Test func outlivesAMembersLeaving() throws {
        var scene = try Scene(seed: 4, waitingFeeds: 2)
        var branch = scene.second
        let vouch = try scene.maker.sign(.vouch(Vouch(subject: scene.maker.keys[3].publicKey)), on: &scene.second)
        let project = try scene.project(\.stranger)
        try scene.store.take([vouch, project, scene.pledge(to: project)])
        try scene.expectPledged(40, project, "member")
        try scene.store.take([scene.maker.sign([8], on: &branch)])
        #expect(try scene.store.feed(of: project.entry.author, in: scene.maker.collective)?.isKept == false)
        try scene.expectPledged(40, project, "left")
        try scene.fillWaitingRoom()
        #expect(try scene.store.feed(of: project.entry.author, in: scene.maker.collective) == nil)
        try scene.expectPledged(40, project, "dropped")
        let summary = try scene.store.writeBundle(of: scene.maker.collective, to: scene.folder.file("b"))
        #expect(summary.entries > 0)
        try scene.store.close()
    }

    /// A fork cuts the project off its feed: it stays aside, also where the pledge comes later.
    @Test func outlivesItsAuthorsFork() throws {
        for pledgeFirst in [true, false] {
            var scene = try Scene(seed: 5, waitingFeeds: 2)
            var branch = scene.stranger
            let project = try scene.project(\.stranger), pledge = try scene.pledge(to: project)
            let twin = try scene.maker.sign([8], on: &branch)
            try scene.store.take(pledgeFirst ? [pledge, project, twin] : [project, twin, pledge])
            try scene.expectPledged(40, project, "pledge first: \(pledgeFirst)")
            #expect(try scene.store.entry(project.entry.id, in: scene.maker.collective) != nil)
            try scene.fillWaitingRoom()
            try scene.expectPledged(40, project, "dropped, pledge first: \(pledgeFirst)")
            try scene.store.close()
        }
    }

    /// Whoever holds a proof holds its two entries: one that a pledge names is the definition, in
    /// whatever order they come, and is given out by its id.
    @Test func aProofHoldsWhatAPledgeNames() throws {
        for proofFirst in [true, false] {
            var scene = try Scene(seed: 7)
            var branch = scene.second
            let project = try scene.project(\.second), pledge = try scene.pledge(to: project)
            let proof = try ForkProof(project, scene.maker.sign([8], on: &branch))
            let id = scene.maker.collective
            if proofFirst {
                #expect(try scene.store.take(proof))
                #expect(try scene.store.entry(project.entry.id, in: id)?.entry == project)
            }
            try scene.store.take([pledge])
            if !proofFirst { #expect(try scene.store.take(proof)) }
            try scene.expectPledged(40, project, "proof first: \(proofFirst)")
            let path = scene.folder.file("a.bundle")
            _ = try scene.store.writeBundle(of: id, to: path)
            let report = try BundleAudit(path: path).audit().report
            #expect(try report.findings == [] && report.totals == scene.store.allTotals(in: id, at: .end))
            try scene.store.close()
        }
    }

    /// A definition and an entry of its author's feed that follow the same entry are a fork, whichever came first.
    @Test func aDefinitionMayShowAFork() throws {
        for definitionFirst in [true, false] {
            var scene = try Scene(seed: 8)
            var branch = scene.second
            let chained = try scene.maker.sign([8], on: &branch)
            let project = try scene.project(\.second), id = scene.maker.collective
            try scene.store.take([scene.pledge(to: project)])
            if !definitionFirst { try scene.store.take([chained]) }
            #expect(try scene.store.takeDefinition(project, text: nil, into: id))
            if definitionFirst { #expect(try scene.store.take([chained]) == [.verdict(.fork)]) }
            #expect(try scene.store.feed(of: project.entry.author, in: id)?.head.fork == 1)
            #expect(try scene.store.forkProofs(in: id) == [ForkProof(chained, project)])
            try scene.expectPledged(40, project, "definition first: \(definitionFirst)")
            try scene.store.close()
        }
    }

    /// Two definitions show it too, of somebody who is let in only afterwards.
    @Test func twoDefinitionsShowAStrangersFork() throws {
        var scene = try Scene(seed: 9)
        var branch = scene.stranger
        let one = try scene.project(\.stranger), id = scene.maker.collective
        let other = try scene.maker.sign(.project(Project(asks: [])), on: &branch)
        for project in [one, other] {
            try scene.store.take([scene.pledge(to: project)])
            #expect(try scene.store.takeDefinition(project, text: nil, into: id))
        }
        #expect(try scene.store.feed(of: one.entry.author, in: id) == nil)
        try scene.store.take([scene.maker.sign(.vouch(Vouch(subject: one.entry.author)), on: &scene.founder)])
        #expect(try scene.store.feed(of: one.entry.author, in: id)?.head.fork == 1)
        try scene.expectPledged(40, one, "let in")
        try scene.store.close()
    }

    @Test func pledgesToOtherThingsCountNothing() throws {
        var scene = try Scene(seed: 6)
        let profile = try scene.maker.sign(.profile(Profile()), on: &scene.second)
        try scene.store.take([profile, scene.pledge(to: profile)])
        #expect(try scene.store.allTotals(in: scene.maker.collective, at: .end).isEmpty)
        #expect(try StoreAudit(scene.store).audit(scene.maker.collective).findings == [])
        try scene.store.close()
    }
}
