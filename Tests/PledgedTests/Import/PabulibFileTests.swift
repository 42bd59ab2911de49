import Foundation
import Testing
import pledged

@Suite("Pabulib files")
struct PabulibFileTests {
    private static let cumulative = """
        META
        key;value
        description;"Made up; for a test"
        num_projects;3
        num_votes;3
        vote_type;cumulative
        currency;EUR
        PROJECTS
        project_id;cost;name;category
        w;600;A "deep" well;water
        p;0;"Path; ""the long one"" here";roads
        7;1400;Vélo;roads

        VOTES
        voter_id;age;vote;points
        1;34;w,7;2,1
        2;;;
        3;51; 7 , p ;0,5

        """

    private static func parse(_ text: String) throws -> PabulibFile { try PabulibFile.parse(Array(text.utf8), name: "t.pb") }

    private static func summary(_ file: PabulibFile) -> [String] {
        file.votes.map { vote in
            "\(vote.voterID):" + file.pledges(of: vote).map { " \($0.projectID)=\($0.amount)" }.joined()
        }
    }

    @Test("all sections are read, quoted fields and blank lines too")
    func reads() throws {
        let file = try Self.parse(Self.cumulative)
        #expect(file.meta["description"] == "Made up; for a test" && file.voteType == .cumulative)
        #expect(file.currency == Currency(code: "EUR"))
        #expect(file.projects.map(\.id) == ["w", "p", "7"] && file.projects.map(\.cost) == [600, 0, 1_400])
        #expect(file.projects.map(\.name) == ["A \"deep\" well", "Path; \"the long one\" here", "Vélo"])
        #expect(file.projects.map(\.more) == [["category": "water"], ["category": "roads"], ["category": "roads"]])
        #expect(Self.summary(file) == ["1: w=2 item:point 7=1 item:point", "2:", "3: p=5 item:point"])
        #expect(file.votes.map { $0.choices.count } == [2, 0, 2])
    }

    @Test("line ends, a byte order mark and padding change nothing")
    func variants() throws {
        let plain = try Self.parse(Self.cumulative)
        let crlf = Self.cumulative.replacing("\n", with: "\r\n")
        let padded = Self.cumulative.replacing("PROJECTS\n", with: "PROJECTS;;\n").replacing("key;value", with: "key ; value;;")
        for text in [crlf, "\u{FEFF}" + Self.cumulative, "\u{FEFF}\r\n" + crlf, String(Self.cumulative.dropLast()), padded] {
            let file = try Self.parse(text)
            #expect(file.projects == plain.projects && file.votes == plain.votes && file.meta == plain.meta)
        }
    }

    @Test("each way of voting makes its pledges")
    func voteTypes() throws {
        let facts = [
            ("approval", "1: w=1 item:point 7=1 item:point"), ("scoring", "1: w=2 item:point 7=1 item:point"), ("knapsack", "1: w=600.00 EUR 7=1400.00 EUR"),
        ]
        for (type, first) in facts {
            let file = try Self.parse(Self.cumulative.replacing("cumulative", with: type))
            #expect(Self.summary(file).first == first, "\(type)")
        }
        let several = Self.cumulative.replacing("cumulative", with: "choose-1")
        let one = several.replacing("w,7;2,1", with: "w;2").replacing(" 7 , p ;0,5", with: "7;5")
        #expect(try Self.summary(Self.parse(one)) == ["1: w=1 item:point", "2:", "3: 7=1 item:point"])
        #expect(throws: PabulibFault.self) { try Self.parse(several) }
        let bare = Self.cumulative.replacing("cumulative", with: "knapsack").replacing("currency;EUR\n", with: "")
        #expect(try Self.summary(Self.parse(bare)) == [
            "1: w=600 item:point 7=1400 item:point", "2:", "3: 7=1400 item:point",
        ])
        let yen = Self.cumulative.replacing("cumulative", with: "knapsack").replacing("EUR", with: "JPY")
        #expect(try Self.summary(Self.parse(yen)).first == "1: w=600 JPY 7=1400 JPY")
        #expect(try Self.parse(Self.cumulative.replacing("EUR", with: "???")).currency == nil)
    }

    @Test("a wrong file is refused with its line, what is wrong and what would be right")
    func refuses() {
        let cases = [
            ("w;600", "w;6.5", "t.pb:10: has the cost \"6.5\"; a cost is a whole number from 0 to 10000000000000"),
            ("w;600", "w;-6", "t.pb:10: has the cost"), ("w;600", "w;10000000000001", "t.pb:10: has the cost"),
            ("7;1400;", "w;1400;", "t.pb:12: repeats the project \"w\""), ("w;600", ";600", "t.pb:10: has no usable project_id"),
            ("w;600", "\"w,x\";600", "t.pb:10: has no usable project_id"),
            ("1;34;w,7", "1;34;w,8", "t.pb:16: names the project \"8\", which PROJECTS doesn't have"),
            ("1;34;w,7", "1;34;w,w", "t.pb:16: names the project \"w\" twice"),
            ("1;34;w,7", "1;34;w,7,p,w", "t.pb:16: names more projects"), ("1;34;w,7", "1;34;w,,7", "t.pb:16: names the project \"\""),
            ("w,7;2,1", "w,7;2", "t.pb:16: names 2 projects and 1 points"), ("w,7;2,1", "w,7;2,-1", "t.pb:16: has the points \"-1\""),
            ("w,7;2,1", "w,7;2,0.5", "t.pb:16: has the points \"0.5\""), ("w,7;2,1", "w,7;2,1000000000000001", "t.pb:16: has the points"),
            ("2;;;", "1;;;", "t.pb:17: repeats the voter \"1\""), ("2;;;", ";;w;1", "t.pb:17: has no voter_id"),
            ("2;;;", "2;;", "t.pb:17: has 3 fields, but the header row on line 15 names 4"),
            ("2;;;", "2;;;;x", "t.pb:17: has 5 fields"), ("num_votes;3", "num_votes;4", "t.pb:5: says num_votes \"4\", but VOTES has 3 rows"),
            ("num_projects;3", "num_projects;2", "t.pb:4: says num_projects"), ("num_votes;3\n", "", "t.pb: has no num_votes"),
            ("cumulative", "ordinal", "t.pb:6: has ordinal votes"), ("cumulative", "magic", "t.pb:6: has the unknown vote_type"),
            ("vote_type;cumulative\n", "", "t.pb: has no vote_type"), ("currency;EUR", "vote_type;x", "t.pb:7: repeats the key"),
            ("cumulative\ncurrency;EUR", "knapsack\ncurrency;EURO", "t.pb:7: has the unknown currency"),
            ("cumulative", "scoring\ndefault_score;1", "t.pb:7: gives a score"), ("META\n", "", "t.pb:1: doesn't open"),
            ("project_id;cost", "project_id;price", "t.pb:9: has no column cost"), (";points", ";score", "t.pb:15: has no column points"),
            ("voter_id;age", "voter_id;vote", "t.pb:15: names the column \"vote\" twice"), ("VOTES\n", "", "t.pb:14: "),
            ("PROJECTS\n", "VOTES\n", "t.pb:8: opens VOTES out of place"), ("VOTES\n", "META\n", "t.pb:14: opens META out of place"),
            ("key;value\n", "", "t.pb:2: has no column key"), ("2;;;", "2;\"x;;", "t.pb:17: has a quotation mark that is never closed"),
            ("\"Made up; for a test\"", "\"Made\" up", "t.pb:3: has text behind a closing quotation mark"),
        ]
        for (old, new, part) in cases {
            let text = Self.cumulative.replacing(old, with: new)
            #expect(text != Self.cumulative, "\(old)")
            let fault = #expect(throws: PabulibFault.self, "\(new)") { try Self.parse(text) }
            #expect(fault?.description.contains(part) == true, "\(new): \(fault?.description ?? "read")")
        }
    }

    @Test("files that end early, are empty, too large or not UTF-8 are refused")
    func broken() {
        let whole = Array(Self.cumulative.utf8)
        let bad = Array("META\nkey;value\nname;".utf8) + [0xC3, 0x28, 0x0A]
        let cases: [([UInt8], Int, String)] = [
            ([], 10, "t.pb: is empty"), ([0xEF, 0xBB, 0xBF], 10, "t.pb: is empty"), ([0x0A, 0x0D, 0x0A], 10, "t.pb: is empty"),
            (whole, whole.count - 1, "t.pb: is larger than"), (bad, 100, "t.pb:3: has bytes that aren't UTF-8"),
            (Array("META\n".utf8), 10, "before its header row"), (Array("META\nkey;value\n".utf8), 100, "without the section PROJECTS"),
            (Array("META\n".utf8) + [UInt8](repeating: 0x3B, count: 5_000), 9_000, "t.pb:2: has more than 1000 fields"),
        ]
        for (bytes, limit, part) in cases {
            let fault = #expect(throws: PabulibFault.self) { try PabulibFile.parse(bytes, name: "t.pb", limit: limit) }
            #expect(fault?.description.contains(part) == true, "\(fault?.description ?? "read")")
        }
        let named = #expect(throws: PabulibFault.self) { try PabulibFile.parse([], name: "a\u{1B}[2J") }
        #expect(named?.description.hasPrefix("a\\u{1B}[2J: ") == true)
        #expect(PabulibFile.largest == 256_000_000)
    }

    @Test("files are read from the disk, up to the limit")
    func reading() throws {
        let folder = FileManager.default.temporaryDirectory
        let url = folder.appending(path: "pabulib-\(UUID().uuidString).pb")
        try Data(Self.cumulative.utf8).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        let size = Self.cumulative.utf8.count
        #expect(try PabulibFile.read(path: url.path, limit: size).votes.count == 3)
        let cases = [(url.path, size - 1, "is larger than"), (folder.path, size, "can't be read"), ("", size, "can't be read")]
        for (path, limit, part) in cases {
            let fault = #expect(throws: PabulibFault.self) { try PabulibFile.read(path: path, limit: limit) }
            #expect(fault?.description.contains(part) == true, "\(fault?.description ?? "read")")
        }
    }

    /// A copy with a few bytes changed, left out, doubled, moved or cut off.
    private static func mutated(_ bytes: [UInt8], _ random: inout TextRandom) -> [UInt8] {
        var bytes = bytes
        let telling = Array(";\",\n\r\u{FEFF}0917-.wp ".utf8) + [0xFF, 0x00, 0xC3]
        for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            let end = Int.random(in: place...min(bytes.count, place + 40), using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes[place] = telling.randomElement(using: &random) ?? 0
            case 2: bytes.insert(telling.randomElement(using: &random) ?? 0, at: place)
            case 3: bytes.removeSubrange(place..<end)
            case 4: bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &random))
            default: bytes.removeSubrange(Int.random(in: 0...bytes.count, using: &random)...)
            }
        }
        return bytes
    }

    @Test("no bytes crash the parser, and whatever it reads keeps its promises")
    func mutations() {
        var random = TextRandom(seed: 11)
        var read = 0, refused = 0
        for type in ["cumulative", "approval", "knapsack", "scoring"] {
            let valid = Array(Self.cumulative.replacing("cumulative", with: type).utf8)
            for _ in 0..<5_000 {
                let bytes = Self.mutated(valid, &random)
                do throws(PabulibFault) {
                    let file = try PabulibFile.parse(bytes, name: "t.pb")
                    read += 1
                    #expect(Self.isSound(file), "\(String(decoding: bytes, as: UTF8.self))")
                } catch {
                    refused += 1
                    #expect(!error.description.contains("\n"), "\(String(decoding: bytes, as: UTF8.self))")
                }
            }
        }
        #expect(read > 500 && refused > 5_000, "\(read) read, \(refused) refused")
        for _ in 0..<5_000 {
            let bytes = random.bytes(Int.random(in: 0...200, using: &random))
            #expect(throws: PabulibFault.self, "\(bytes)") { try PabulibFile.parse(bytes, name: "t.pb") }
        }
    }

    private static func isSound(_ file: PabulibFile) -> Bool {
        let ids = Set(file.projects.map(\.id))
        return ids.count == file.projects.count && Set(file.votes.map(\.voterID)).count == file.votes.count
            && file.meta["num_projects"] == "\(file.projects.count)" && file.meta["num_votes"] == "\(file.votes.count)"
            && file.votes.allSatisfy { vote in
                let chosen = vote.choices.map(\.projectID)
                return Set(chosen).count == chosen.count && ids.isSuperset(of: chosen)
                    && file.pledges(of: vote).allSatisfy { (1...Amount.most).contains($0.amount.minor) }
            }
    }
}
