import Foundation
import Testing

/// Files that are no good: nothing of them is stored, and one line says what is wrong where.
@Suite struct BadBundleTests {
    /// Somebody's bundle, and a home that has joined but holds nothing.
    private struct Stage {
        let village: Village
        let taker: PledgedHome
        let bundle: [UInt8]
        var file: String { taker.file("in.bundle") }

        init() throws {
            village = try Village(2)
            taker = try PledgedHome("Taker")
            try village.pledge(village.homes[1], "5 EUR", "--text", "On Saturdays")
            try village.homes[1].run("export", "--bundle", taker.file("good.bundle")).expectFine()
            bundle = Array(try #require(FileManager.default.contents(atPath: taker.file("good.bundle"))))
        }

        /// Expects that a bundle is refused whole.
        func refuses(_ bytes: [UInt8], _ what: String) throws {
            try Data(bytes).write(to: URL(fileURLWithPath: file))
            let result = try taker.run("import", file)
            #expect(result.code == 65 && result.output.isEmpty, "\(what): \(result)")
            #expect(result.errorLines.count == 1 && result.errors.hasPrefix("pledged: \(file)"), "\(what): \(result)")
            #expect(try taker.json("status").list("collectives").isEmpty, "\(what) left something")
        }
    }

    @Test func aTruncatedBundleIsRefusedWhole() throws {
        let stage = try Stage()
        var random = TextRandom(seed: 1)
        let lengths = [0, 1, 16, 17, stage.bundle.count - 1] + (0..<15).map { _ in Int.random(in: 0..<stage.bundle.count, using: &random) }
        for length in lengths { try stage.refuses(Array(stage.bundle.prefix(length)), "cut to \(length) of \(stage.bundle.count)") }
        try stage.refuses(stage.bundle + [0], "one byte more")
        try stage.taker.run("import", stage.taker.file("good.bundle")).expectFine()
        try inStep([stage.village.homes[1], stage.taker])
    }

    @Test func aFlippedBitIsFound() throws {
        let stage = try Stage()
        var random = TextRandom(seed: 2)
        for _ in 0..<40 {
            let place = Int.random(in: 0..<stage.bundle.count, using: &random), bit = UInt8.random(in: 0..<8, using: &random)
            var bytes = stage.bundle
            bytes[place] ^= 1 << bit
            try stage.refuses(bytes, "bit \(bit) of byte \(place) of \(stage.bundle.count)")
        }
    }

    @Test func whatIsNoBundleIsRefused() throws {
        let stage = try Stage()
        var random = TextRandom(seed: 3)
        try stage.refuses(Array("Dear diary\n".utf8), "a text file")
        try stage.refuses(random.bytes(10_000), "noise")
        try stage.refuses(Array(stage.bundle.prefix(17)) + [UInt8](repeating: 0xff, count: 200), "lengths beyond all bounds")
        try stage.taker.run("import", stage.taker.file("missing.bundle")).expectFault(66, "missing.bundle")
        try stage.taker.run("import", stage.taker.path).expectFault(65, stage.taker.path)
        #expect(try stage.taker.json("status").list("collectives").isEmpty)
    }

    /// A file that claims to be very large costs no memory: it is refused by its first bytes.
    @Test func anOversizedFileIsRefusedQuickly() throws {
        let stage = try Stage()
        let path = stage.taker.file("huge.bundle")
        try Data(stage.bundle.prefix(stage.bundle.count / 2)).write(to: URL(fileURLWithPath: path))
        try #require(truncate(path, 8 << 30) == 0)
        let result = try stage.taker.run("import", path)
        #expect(result.code == 65 && result.errorLines.count == 1, "\(result)")
        #expect(try stage.taker.json("status").list("collectives").isEmpty)
    }

    @Test func aRefusedBundleChangesNothingOfWhatIsThere() throws {
        let stage = try Stage()
        let before = try stage.village.founder.standing()
        var bytes = stage.bundle
        bytes[bytes.count / 2] ^= 4
        try Data(bytes).write(to: URL(fileURLWithPath: stage.file))
        #expect(try stage.village.founder.run("import", stage.file).code == 65)
        #expect(try stage.village.founder.run("audit", stage.file).code != 0)
        #expect(try stage.village.founder.standing() == before)
        try stage.village.founder.run("check").expectFine()
    }

    @Test(arguments: [
        ("PROJECTS\nproject_id;cost\n", "PROJECTS\nproject_id\n", "cost"),
        ("VOTES\nvoter_id;vote\n", "VOTES\nvoter_id\n", "vote"),
        ("num_votes;2\n", "num_votes;many\n", "num_votes"),
    ])
    func anElectionWithMissingColumnsIsRefused(_ from: String, _ to: String, _ named: String) throws {
        let whole = """
            META
            key;value
            description;A small election
            country;Nowhere
            unit;Nowhere
            instance;1
            num_projects;1
            num_votes;2
            budget;1000
            vote_type;approval
            rule;greedy
            PROJECTS
            project_id;cost
            1;10
            VOTES
            voter_id;vote
            1;1
            2;1

            """
        let home = try PledgedHome()
        let file = home.file("bad.pb")
        try #require(whole.contains(from))
        try whole.replacingOccurrences(of: from, with: to).write(toFile: file, atomically: true, encoding: .utf8)
        let result = try home.run("import", "--pabulib", file)
        result.expectFault(65, "\(file):", named)
        #expect(result.errors.contains(#/bad\.pb:\d+: /#), "\(result)")
        #expect(try home.json("status").list("collectives").isEmpty)
        try whole.write(toFile: file, atomically: true, encoding: .utf8)
        #expect(try home.json("import", "--pabulib", file).number("entries") == 3)
    }
}
