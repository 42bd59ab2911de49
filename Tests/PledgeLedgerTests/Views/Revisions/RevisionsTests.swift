import PledgeLedger
import Testing

/// Which version of a project counts: rules by example on graphs made up here, where a circle can be had.
@Suite struct RevisionsTests {
    private static func id(_ number: UInt64) throws -> EntryID {
        var bytes = [UInt8](repeating: 0, count: 24)
        bytes.append(bigEndian: number)
        return try #require(EntryID(bytes: bytes))
    }

    private static func key(_ number: UInt64) throws -> PublicKey { PublicKey(try id(1_000 + number).raw) }

    private static func version(
        _ number: UInt64, by author: UInt64, revises: [UInt64] = [], stewards: [UInt64] = [], endorsed: [UInt64] = [],
        takenBack: Bool = false
    ) throws -> ProjectVersion {
        let author = try key(author)
        return ProjectVersion(
            id: try id(number), author: author, time: number, revises: try revises.map(id),
            keepers: stewards.isEmpty ? [author] : try stewards.map(key), supporters: try endorsed.map(key),
            isTakenBack: takenBack)
    }

    @Test func aVersionByAnotherCountsOnceAKeeperEndorsesIt() throws {
        let first = try Self.version(9, by: 1), idea = try Self.version(3, by: 2, revises: [9])
        let before = Revisions(of: first.id, among: [first, idea])
        #expect(before.current == first.id && before.standings[idea.id] == .alone)
        let endorsed = try Self.version(3, by: 2, revises: [9], endorsed: [1, 5])
        let after = Revisions(of: first.id, among: [endorsed, first])
        #expect(try after.current == idea.id && after.standings[idea.id] == .endorsed(by: [Self.key(1)]))
        #expect(after.versions.map(\.id) == [idea.id, first.id])
    }

    /// Seen from a version that nobody accepted, what counts is what it revises.
    @Test func whatIsNotAcceptedIsNotCurrent() throws {
        let first = try Self.version(9, by: 1), idea = try Self.version(1, by: 2, revises: [9])
        let more = try Self.version(2, by: 2, revises: [1]), later = try Self.version(5, by: 1, revises: [9])
        for id in [first, idea, more].map(\.id) {
            #expect(Revisions(of: id, among: [first, idea, more]).current == first.id)
            #expect(Revisions(of: id, among: [first, idea, more, later]).current == later.id)
        }
        let gone = try Self.version(9, by: 1, takenBack: true)
        for id in [first, idea, more].map(\.id) { #expect(Revisions(of: id, among: [gone, idea, more]).current == nil) }
        // What somebody accepted by another way counts in place of what it revises.
        let both = try Self.version(6, by: 2, revises: [1, 9], endorsed: [1])
        #expect(Revisions(of: idea.id, among: [first, idea, both]).current == both.id)
    }

    @Test func whoeverNamesThemselvesStewardGainsNothing() throws {
        let first = try Self.version(1, by: 1, stewards: [7])
        let theft = try Self.version(2, by: 2, revises: [1], stewards: [2]), more = try Self.version(3, by: 2, revises: [2])
        let result = Revisions(of: first.id, among: [first, theft, more])
        #expect(result.current == first.id)
        #expect(result.standings[theft.id] == .alone && result.standings[more.id] == .unfounded)
        // Nor by joining a project of their own to it.
        let own = try Self.version(4, by: 2), both = try Self.version(5, by: 2, revises: [1, 4])
        let joined = Revisions(of: first.id, among: [first, own, both])
        #expect(joined.current == first.id && joined.standings[both.id] == .written)
        #expect(Revisions(of: own.id, among: [first, own, both]).current == both.id)
        // Where stewards are named, the author is none of them unless named.
        #expect(try Revisions(of: first.id, among: [first, Self.version(6, by: 1, revises: [1])]).current == first.id)
        #expect(try Revisions(of: first.id, among: [first, Self.version(6, by: 7, revises: [1])]).current == Self.id(6))
    }

    @Test func ofSeveralTheLowestIDCounts() throws {
        let first = try Self.version(5, by: 1)
        let branches = try [8, 2, 4].map { try Self.version($0, by: 1, revises: [5]) }
        #expect(try Revisions(of: first.id, among: [first] + branches).current == Self.id(2))
        // What stands beside it was never followed by anything.
        #expect(Revisions(of: first.id, among: [first] + branches).superseded == [first.id])
        let merge = try Self.version(9, by: 1, revises: [2, 4, 8])
        #expect(Revisions(of: first.id, among: [first, merge] + branches).superseded == Set([first.id] + branches.map(\.id)))
        #expect(Revisions(of: first.id, among: [first, merge] + branches).current == merge.id)
        let undone = try Self.version(9, by: 1, revises: [2, 4, 8], takenBack: true)
        let result = Revisions(of: first.id, among: [first, undone] + branches)
        #expect(try result.current == Self.id(2) && result.standings[undone.id] == .takenBack)
        // What follows a version that was taken back stands.
        let later = try Self.version(10, by: 1, revises: [9])
        #expect(Revisions(of: first.id, among: [first, undone, later] + branches).current == later.id)
    }

    /// Nothing supersedes a version that was taken back but what is accepted itself.
    @Test func whatIsNotAcceptedSupersedesNothing() throws {
        var scene = try PledgeScene()
        func revise(_ id: EntryID, by author: Int, _ scene: inout PledgeScene) throws -> EntryID {
            var project = Project(asks: [.init(number: 1, unit: scene.euro, target: 10)])
            project.revises = [id]
            return try scene.sign(.project(project), by: author)
        }
        let first = try scene.project(), second = try revise(first, by: 1, &scene)
        try scene.sign(.endorse(Endorse(target: second.raw, stance: 1)), by: 0)
        let third = try revise(second, by: 1, &scene)
        try scene.sign(.retract(Retract(target: second)), by: 1)
        func places() throws -> [VersionPlace?] {
            let source = LedgerSource(scene.ledger, at: .end)
            return try [first, second, third].map { try VersionPlace(of: $0, in: source) }
        }
        #expect(try places() == [.superseded(by: third), .superseded(by: third), .current])
        try scene.sign(.endorse(Endorse(target: second.raw, stance: -1)), by: 0)
        #expect(try places() == [.current, .uncounted(first), .uncounted(first)])
    }

    /// An id is a hash of what it names, so that nobody can make one; should they, nothing hangs.
    @Test func aCircleOfVersionsIsSaid() throws {
        let one = try Self.version(1, by: 1, revises: [2]), two = try Self.version(2, by: 1, revises: [1])
        let three = try Self.version(3, by: 1, revises: [3])
        let result = Revisions(of: one.id, among: [one, two, three])
        #expect(result.standings.values.allSatisfy { $0 == .circular })
        #expect(result.current == nil)
        // One of them revises a first version as well.
        let first = try Self.version(4, by: 1), joined = try Self.version(1, by: 1, revises: [2, 4])
        #expect(Revisions(of: first.id, among: [first, joined, two]).current == joined.id)
        #expect(Revisions(of: two.id, among: [first, joined, two]).current == joined.id)
    }

    /// A version whose earlier one is not here waits for it.
    @Test func whatIsMissingIsNoFault() throws {
        let orphan = try Self.version(2, by: 1, revises: [1])
        let result = Revisions(of: orphan.id, among: [orphan])
        #expect(result.standings[orphan.id] == .unfounded && result.current == nil)
    }

    /// The order in which versions came changes nothing, and every graph ends.
    @Test(arguments: 0..<100) func orderChangesNothing(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed) + 40)
        let count = 12 as UInt64
        var versions = try (1...count).map { number in
            try Self.version(
                number, by: .random(in: 1...4, using: &generator),
                revises: (0..<Int.random(in: 0...2, using: &generator)).map { _ in .random(in: 1...(count + 1), using: &generator) },
                stewards: Bool.random(using: &generator) ? [.random(in: 1...4, using: &generator)] : [],
                endorsed: Bool.random(using: &generator) ? [.random(in: 1...4, using: &generator)] : [],
                takenBack: Int.random(in: 0..<6, using: &generator) == 0)
        }
        for number in 1...count {
            let expected = Revisions(of: try Self.id(number), among: versions)
            versions.shuffle(using: &generator)
            #expect(Revisions(of: try Self.id(number), among: versions) == expected, "seed \(seed)")
            if let current = expected.current {
                #expect(Revisions(of: current, among: versions).current == current, "seed \(seed)")
                #expect(expected.accepted.contains(current), "seed \(seed)")
            }
        }
    }
}
