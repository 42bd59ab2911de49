import Testing
import pledged

@Suite struct CSVTests {
    @Test(arguments: [
        ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"so\"", "\"say \"\"so\"\"\""), ("two\nlines", "\"two\nlines\""), ("", ""),
        ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("+1 each", "'+1 each"), ("-a", "'-a"), ("\t=1", "'\t=1"),
        ("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""),
        ("-5", "-5"), ("+2.50", "+2.50"), ("-5-3", "'-5-3"), ("-", "'-"), ("12", "12"), ("a=b", "a=b"),
    ])
    func cellsAreQuotedAndHarmless(text: String, cell: String) { #expect(CSV.cell(text) == cell) }

    @Test func rowsAreFilledAndEndedAsTheStandardSays() {
        var csv = CSV(["a", "b"])
        csv.add(["1"])
        csv.add(["1", "2", "3"])
        #expect(csv.text == "a,b\r\n1,\r\n1,2\r\n")
    }

    @Test func objectsBecomeColumns() {
        let objects: [JSON] = [
            .object([.init("id", "x"), .init("time", .number(0)), .init("ids", .array(["a", "b"]))]),
            .object([.init("id", "=y"), .init("more", .object([.init("n", .number(1))])), .init("no", .null)]),
        ]
        let csv = CSV(objects, columns: ["id", "none", "time", "ids", "more_n"])
        #expect(csv.rows == [["x", "", "1970-01-01 00:00:00Z", "a b", ""], ["=y", "", "", "", "1"]])
        #expect(csv.text.hasSuffix("'=y,,,,1\r\n"))
        #expect(CSV([], columns: ["a", "b"]).text == "a,b\r\n")
    }

    /// One value a cell: a list of objects is a line each, or pairs.
    @Test func listsOfObjectsAreLinesOrPairs() {
        func object(_ ask: Int) -> JSON { .object([.init("ask", .number(ask)), .init("parts", .object([.init("open", .number(7))]))]) }
        let some: [JSON] = [
            .object([.init("id", "x"), .init("asks", .array([object(1), object(2)]))]), .object([.init("id", "y"), .init("asks", .array([]))]),
            .object([.init("id", "z"), .init("split", .array([.object([.init("key", "k"), .init("n", .number(2))]), .object([.init("key", "l")])]))]),
        ]
        let csv = CSV(some, columns: ["id", "ask", "parts_open", "split"], linesOf: "asks")
        #expect(csv.rows == [["x", "1", "7", ""], ["x", "2", "7", ""], ["y", "", "", ""], ["z", "", "", "k=2 l"]])
    }
}
