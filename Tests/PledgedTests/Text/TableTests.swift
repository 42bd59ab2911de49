import Testing
import pledged

@Suite("Tables")
struct TableTests {
    @Test("columns are in line, numbers to the right")
    func aligned() {
        var table = Table([.text("project"), .number("people"), .text("state")])
        table.add(["Well", "7", "OPEN"])
        table.add(["中文", "1204", "FIRM"])
        table.add(["Vélo 🚲"])
        #expect(table.lines() == [
            "project  people  state",
            "Well          7  OPEN",
            "中文       1204  FIRM",
            "Vélo 🚲",
        ])
        #expect(table.text().hasSuffix("Vélo 🚲\n"))
    }

    @Test("a narrow terminal cuts text and never a number")
    func narrow() {
        var table = Table([.text("project"), .number("amount")])
        table.add(["A bicycle path along the river", "12345.00 EUR"])
        #expect(table.lines(width: 26) == ["project             amount", "A bicycle p…  12345.00 EUR"])
        #expect(table.lines(width: 3).last?.hasSuffix("12345.00 EUR") == true)
    }

    @Test("text from others can't break the table")
    func safe() {
        var table = Table([.text("a"), .text("b")])
        table.add(["x\ny", "\u{1B}[2J", "dropped"])
        #expect(table.lines() == ["a    b", "x y  \\u{1B}[2J"])
        #expect(Table([]).text() == "")
    }

    @Test("lines fit wherever the numbers leave room")
    func fits() {
        var random = TextRandom(seed: 9)
        for round in 0..<300 {
            let columns = Int.random(in: 1...5, using: &random)
            var table = Table((0..<columns).map { $0 % 3 == 2 ? .number("n") : .text("title\($0)") })
            for _ in 0..<4 {
                table.add((0..<columns).map { place in
                    let size = Int.random(in: 0...40, using: &random)
                    return String(repeating: place % 3 == 2 ? "7" : Bool.random(using: &random) ? "x" : "中", count: min(size, place % 3 == 2 ? 5 : 40))
                })
            }
            let width = Int.random(in: 40...100, using: &random)
            for line in table.lines(width: width) {
                #expect(DisplayWidth.of(line) <= width, "round \(round), width \(width): \(line)")
            }
        }
    }

    @Test("display widths")
    func widths() {
        let facts = [
            ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("中", 2), ("한", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("ｱ", 1), ("Ａ", 2),
            ("😀", 2), ("👩🏽\u{200D}💻", 2), ("🇩🇪", 2), ("❤\u{FE0F}", 2), ("❤", 1), ("…", 1), ("█", 1),
        ]
        for (text, width) in facts { #expect(DisplayWidth.of(text) == width, "\(text)") }
    }
}
