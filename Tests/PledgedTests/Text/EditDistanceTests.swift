import Testing
import pledged

@Suite struct EditDistanceTests {
    @Test(arguments: [
        ("cursor", "cursor", 0), ("cursr", "cursor", 1), ("cursors", "cursor", 1), ("corsor", "cursor", 1), ("ucrsor", "cursor", 2),
        ("", "ab", 2), ("colective", "collective", 1), ("fbclid", "collective", nil), ("abc", "xyz", nil), ("", "abc", nil),
    ] as [(String, String, Int?)])
    func lettersThatAreAmissAreCounted(_ one: String, _ other: String, _ distance: Int?) {
        #expect(one.distance(to: other, most: 2) == distance && other.distance(to: one, most: 2) == distance)
    }
}
