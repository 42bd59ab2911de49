import Testing
import pledged

@Suite struct MarkupTests {
    @Test func nothingOfItIsMarkup() {
        #expect(Markup.escaped("<a href='x'>&\"") == "&lt;a href=&#39;x&#39;&gt;&amp;&quot;")
        #expect(Markup.escaped("a\u{202E}b\u{7}") == "a\\u{202E}b\\u{7}")
        #expect(Markup.escaped("\u{FFFE}水") == "\u{FFFD}水")
        #expect(Markup.escaped("a\nb") == "a b" && Markup.escaped("a\nb", lines: true) == "a\nb")
    }
}
