import Foundation
import Testing

/// Every command of the README works as it stands there, in the order in which a reader meets it.
@Suite struct ReadmeTests {
    /// What the words in capitals stand for.
    private struct Names {
        var project = "", link = "", address = "", key = "", cause = "", effect = "", pledge = ""

        func filled(_ line: String) -> String {
            line.replacing("PROJECT", with: project).replacing("LINK", with: link)
                .replacing("HOST:PORT", with: address).replacing(/\bKEY\b/, with: key)
                .replacing(/\bCAUSE\b/, with: cause).replacing(/\bEFFECT\b/, with: effect)
                .replacing(/\bPLEDGE\b/, with: pledge)
        }
    }

    @Test func everyCommandOfTheTourWorks() throws {
        let farmer = try PledgedHome(nil), nurse = try PledgedHome(nil)
        var names = Names()
        var daemon: PledgedDaemon?
        for block in try Self.blocks() where !block.contains(where: { $0.hasPrefix("make ") }) {
            let isNurse = block.contains { $0.contains("\"nurse\"") || $0.contains("pledged endorse") }
            let home = isNurse ? nurse : farmer
            for line in block {
                if line.contains("pledged serve") {
                    daemon = try PledgedDaemon(home)
                    names.address = try #require(daemon?.address)
                    continue
                }
                if line == "pledged watch" {
                    let watching = try home.start("watch")
                    try eventually("the watch") { watching.errors.contains("Watching") }
                    kill(watching.process.processIdentifier, SIGINT)
                    continue
                }
                let words = Self.words(names.filled(line))
                try #require(words.first == "pledged", "\(line)")
                let result = try home.run(Array(words.dropFirst()))
                #expect(result.code == 0, "\(line): \(result.errors)")
                try learn(from: line, result, home, &names)
            }
        }
        #expect(!names.project.isEmpty && !names.link.isEmpty && !names.key.isEmpty && !names.pledge.isEmpty)
        _ = daemon
    }

    private func learn(from line: String, _ result: PledgedResult, _ home: PledgedHome, _ names: inout Names) throws {
        if line.contains("list projects") {
            let projects = try home.run(["list", "projects", "--json"]).objects()
            names.project = String(try #require(projects.first).text("id").prefix(12))
        }
        if line.contains("list problems") {
            let problems = try home.run(["list", "problems", "--json"]).objects().map { try $0.text("id") }
            (names.cause, names.effect) = (try #require(problems.first), try #require(problems.last))
        }
        if line.contains("list pledges") {
            let own = try home.key()
            let pledges = try home.run(["list", "pledges", "--json"]).objects().filter { try $0.text("author") == own }
            names.pledge = try pledges.first?.text("id") ?? names.pledge
        }
        if line.contains("pledged invite") {
            names.link = result.output.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        if line.contains("pledged join") {
            names.key = try home.key()
        }
    }

    @Test func theTwoCommandsOfTheSetUpAreMakeTargets() throws {
        let makefile = try String(contentsOfFile: Self.root + "/Makefile", encoding: .utf8)
        let made = try Self.blocks().flatMap { $0 }.filter { $0.hasPrefix("make ") }
        #expect(made == ["make run", "make test"])
        for line in made { #expect(makefile.contains("\n\(line.dropFirst(5)):"), "\(line)") }
    }

    @Test func theStoryIsTheOneThatTheDemoTells() throws {
        let readme = try String(contentsOfFile: Self.root + "/README.md", encoding: .utf8)
        let shown = try #require(readme.firstMatch(of: /```text\n([^`]*)```/)?.1)
        let home = try PledgedHome(nil)
        let told = try home.run(["demo"]).output
        #expect(Self.shape(String(shown)) == Self.shape(told))
    }

    /// The story without times, ids and counts of signatures, which differ from run to run.
    private static func shape(_ text: String) -> [String] {
        text.split(separator: "\n").map { line in
            String(line).replacing(/[0-9a-f]{12}/, with: "ID").replacing(/[0-9]+ (ms|signatures)/, with: "N")
        }
    }

    private static var root: String {
        URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    }

    /// The lines of each block of shell commands.
    private static func blocks() throws -> [[String]] {
        let readme = try String(contentsOfFile: root + "/README.md", encoding: .utf8)
        return readme.matches(of: /```sh\n([^`]*)```/).map { $0.1.split(separator: "\n").map(String.init) }
    }

    /// A command's words, with quotes taken off.
    private static func words(_ line: String) -> [String] {
        line.matches(of: /"([^"]*)"|(\S+)/).map { String($0.1 ?? $0.2 ?? "") }
    }
}
