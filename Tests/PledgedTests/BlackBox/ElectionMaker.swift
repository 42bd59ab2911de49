import Foundation
import Testing

/// Writes participatory-budget files of any size.
enum ElectionMaker {
    /// A file in which every voter approves of every project: voters × projects pledges.
    static func write(_ path: String, voters: Int, projects: Int) throws {
        var lines = [
            "META", "key;value", "description;A large election", "country;Nowhere", "unit;Nowhere", "instance;1",
            "num_projects;\(projects)", "num_votes;\(voters)", "budget;1000", "vote_type;approval", "rule;greedy",
            "PROJECTS", "project_id;cost;name",
        ]
        lines += (1...projects).map { "\($0);10;Project number \($0)" }
        lines += ["VOTES", "voter_id;vote"]
        let vote = (1...projects).map(String.init).joined(separator: ",")
        lines += (1...voters).map { "\($0);\(vote)" }
        try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    }

    /// A home with a large collective in it. - Returns: the collective's id.
    static func fill(_ home: PledgedHome, voters: Int, projects: Int) throws -> String {
        let file = home.file("large.pb")
        try write(file, voters: voters, projects: projects)
        let imported = try home.json("import", "--pabulib", file)
        #expect(try imported.number("entries") == voters * projects + projects)
        return try imported.text("collective")
    }
}
