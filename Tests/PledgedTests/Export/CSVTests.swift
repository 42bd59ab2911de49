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
        let csv = CSV(objects, columns: ["id", "none", "time", "ids", "more"])
        #expect(csv.rows == [["x", "", "1970-01-01 00:00:00Z", "a b", ""], ["=y", "", "", "", "{\"n\":1}"]])
        #expect(csv.text.hasSuffix("'=y,,,,\"{\"\"n\"\":1}\"\r\n"))
        #expect(CSV([], columns: ["a", "b"]).text == "a,b\r\n")
    }
}
