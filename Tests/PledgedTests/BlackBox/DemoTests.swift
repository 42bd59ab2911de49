import Foundation
import Testing

/// The story that `demo` tells.
@Suite struct DemoTests {
    @Test func itTellsTheWholeStoryInTime() throws {
        let home = try PledgedHome(nil)
        let begin = ContinuousClock.now
        let result = try home.run("demo").expectFine()
        let took = ContinuousClock.now - begin
        print("the demo took \(took)")
        // 20 s on a quiet machine; this one also runs other tests.
        #expect(took < .seconds(60))
        #expect(result.outputLines.count >= 12, "\(result)")
        for word in ["founds", "join", "vouches", "proposes", "pledges", "endorses", "cut off", "back", "Caught", "audit"] {
            #expect(result.output.contains(word), "\(word) in \(result)")
        }
        for problem in ["NULL", "nil", "Optional(", "?? "] { #expect(!result.output.contains(problem), "\(result)") }
        #expect(!FileManager.default.fileExists(atPath: home.path), "the demo touched the person's own home")
    }

    @Test func withJSONEveryLineIsAnObject() throws {
        let result = try PledgedHome(nil).run("demo", "--json").expectFine()
        let lines = try result.objects()
        #expect(lines.count >= 12)
        for line in lines { #expect(try line.number("ms") >= 0 && !line.text("says").isEmpty) }
    }
}
