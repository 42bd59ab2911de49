import Foundation
import Testing

/// The season in `Examples/` runs as it stands there, and `docs/season.md` tells the one that it is.
@Suite struct SeasonTests {
    private static var root: String {
        (0..<4).reduce(URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()) { url, _ in url.deletingLastPathComponent() }.path
    }

    @Test func theSeasonEndsInOneRoot() throws {
        let home = try PledgedHome(nil)
        let season = try home.startOther("/bin/bash", [Self.root + "/Examples/season.sh"]).wait()
        #expect(season.code == 0, "\(season)")
        let told = season.output
        let roots = told.matches(of: /(farmer|nurse|teacher) holds root ([0-9a-f]{64}), and its audit finds nothing amiss/).map { $0.2 }
        #expect(roots.count == 3 && Set(roots).count == 1, "\(roots)")
        // What is computed is the same too, and not only what it is computed from.
        let views = told.matches(of: /(farmer|nurse|teacher) computes views with the digest ([0-9a-f]{64})/).map { $0.2 }
        #expect(views.count == 3 && Set(views).count == 1, "\(views)")
        for words in [
            "Vicious circle 1", "\"A new well\"", "met", "missed", "was missing at the lock", "500.00 EUR paid, both sides say", "150.00 EUR not kept in time",
            "8 h paid by one side's word", "its text was erased by its author", "1 against as beneficiary", "Receipt for 400.00 EUR",
            "of which 60.00 EUR is repaid", "kept 1 of 2 promises in EUR that were due: record 2/4, where a stranger's is 1/2", "split by matching", "split by equal-shares", "is bought in round 2; it is endorsed by farmer (",
            "\"A feast at the spring\"", "90.00 EUR paid by its author's word, 90.00 EUR received by teacher", "a quorum of 1 of 1 witnesses had it by",
        ] { #expect(told.contains(words), "\(words)") }
        let page = try String(contentsOfFile: Self.root + "/docs/season.md", encoding: .utf8)
        let shown = try #require(page.split(separator: "```text\n").last)
        #expect(Self.commands(String(shown)) == Self.commands(told))
        #expect(Self.amounts(String(shown)) == Self.amounts(told))
    }

    /// Every amount that is told, as often as it is: no tie between ids decides over one.
    private static func amounts(_ text: String) -> [String] {
        text.matches(of: /[0-9.]+ (EUR|h|%)/).map { String($0.0) }.sorted()
    }

    /// The headings and the commands, without what differs from one run to the next: ids, keys and days.
    private static func commands(_ text: String) -> [String] {
        text.split(separator: "\n").map(String.init).filter { $0.hasPrefix("# ") || $0.contains("$ pledged ") }.map {
            $0.replacing(/[0-9a-f]{12}/, with: "ID").replacing(/pledge1[a-z0-9]+/, with: "KEY")
                .replacing(/[0-9]{4}-[0-9]{2}-[0-9]{2}/, with: "DAY")
        }
    }
}
