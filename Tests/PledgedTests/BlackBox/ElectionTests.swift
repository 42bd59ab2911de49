import Foundation
import Testing

/// A real election's worth of signed feeds on three nodes, with outsiders to check them.
@Suite struct ElectionTests {
    @Test(.enabled(if: Surroundings.hasElection, "the public election file is not here"))
    func threeNodesAndAnOutsideProgramAgree() throws {
        let file = try BallotFile(Surroundings.election)
        let farmer = try PledgedHome("farmer"), nurse = try PledgedHome("nurse"), teacher = try PledgedHome("teacher")
        let imported = try farmer.json("import", "--pabulib", Surroundings.election)
        #expect(try imported.number("voters") == file.voters)
        #expect(try imported.number("entries") == file.names.count + file.choices)
        let root = try imported.text("root"), link = "pledged:\(try imported.text("collective"))"

        for home in [nurse, teacher] { try home.run("join", link).expectFine() }
        let first = try PledgedDaemon(farmer)
        let second = try PledgedDaemon(nurse, peers: [first.address])
        let third = try PledgedDaemon(teacher, peers: [second.address])
        let standing = try inStep([farmer, nurse, teacher], within: 60)
        #expect(standing.root == root)
        #expect(standing.entries == file.names.count + file.choices)

        let audits = try [farmer, nurse, teacher].map { try $0.json("audit") }
        for audit in audits {
            #expect(try audit.text("root") == root)
            #expect(try audit.list("findings").isEmpty)
            #expect(NSArray(array: [audit.all]) == NSArray(array: [audits[0].all]), "the audits differ")
        }
        for home in [farmer, nurse, teacher] { #expect(try points(home) == file.points) }
        try outsider(teacher, audits[0])
        withExtendedLifetime(third) {}
    }

    /// What each project has by `list`, by the project's name.
    private func points(_ home: PledgedHome) throws -> [String: Int] {
        let projects = try home.run("list", "projects", "--limit", "1000", "--json").objects()
        let pairs = try projects.map { project in
            (BallotFile.plain(try project.text("title")), try project.list("asks").map { try $0.number("pledged") }.reduce(0, +))
        }
        return Dictionary(pairs, uniquingKeysWith: +)
    }

    /// The independent verifier's word on a bundle, where a Python that has PyNaCl is here.
    private func outsider(_ home: PledgedHome, _ audit: JSONFields) throws {
        guard let python = Surroundings.verifyingPython else { return print("no Python with PyNaCl: verifier skipped") }
        let bundle = home.file("election.bundle")
        try home.run("export", "--bundle", bundle).expectFine()
        let report = try home.startOther(python, [Surroundings.verifier, bundle]).wait().json()
        for field in ["root", "collective"] { #expect(try report.text(field) == audit.text(field)) }
        for field in ["entries", "feeds", "signatures", "forks"] {
            #expect(try report.number(field) == audit.number(field))
        }
        let totals = try [report, audit].map { report in
            Dictionary(uniqueKeysWithValues: try report.list("totals").map { (try $0.text("project"), NSDictionary(dictionary: $0.all)) })
        }
        #expect(totals[0] == totals[1] && !totals[0].isEmpty)
    }
}

/// The few things that a test reads straight from a file of a participatory budget with points.
struct BallotFile {
    /// Projects' names by id.
    private(set) var names: [String: String] = [:]
    /// Points by project name.
    private(set) var points: [String: Int] = [:]
    private(set) var voters = 0
    /// How often a voter gave a project points.
    private(set) var choices = 0

    init(_ path: String) throws {
        var section = "", columns: [String: Int] = [:]
        for line in try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline).map(String.init) {
            if ["META", "PROJECTS", "VOTES"].contains(line) {
                (section, columns) = (line, [:])
                continue
            }
            let fields = line.components(separatedBy: ";")
            if columns.isEmpty {
                columns = Dictionary(uniqueKeysWithValues: fields.enumerated().map { ($1, $0) })
                continue
            }
            func field(_ name: String) throws -> String { fields[try #require(columns[name], "\(line)")] }
            if section == "PROJECTS" { names[try field("project_id")] = Self.plain(try field("name")) }
            guard section == "VOTES" else { continue }
            voters += 1
            for (id, given) in zip(
                try field("vote").components(separatedBy: ","), try field("points").components(separatedBy: ","))
            {
                points[try #require(names[id]), default: 0] += try #require(Int(given))
                choices += 1
            }
        }
        for name in names.values where points[name] == nil { points[name] = 0 }
    }

    /// A name without what printing may change.
    static func plain(_ name: String) -> String { name.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
