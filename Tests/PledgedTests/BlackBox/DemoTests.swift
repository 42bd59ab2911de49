import Foundation
import Testing

/// The story that `demo` tells.
@Suite struct DemoTests {
    @Test func itTellsTheWholeStoryInTime() throws {
        let home = try PledgedHome(nil)
        let begin = ContinuousClock.now
        let result = try home.start("demo").wait(seconds: 240).expectFine()
        let took = ContinuousClock.now - begin
        print("the demo took \(took)")
        // 20 s on a quiet machine.
        #expect(took < .seconds(180))
        #expect(result.outputLines.count >= 12, "\(result)")
        for word in ["founds", "join", "vouches", "proposes", "pledges", "endorses", "cut off", "back", "Caught", "audit"] {
            #expect(result.output.contains(word), "\(word) in \(result)")
        }
        for problem in ["NULL", "nil", "Optional(", "?? "] { #expect(!result.output.contains(problem), "\(result)") }
        #expect(!FileManager.default.fileExists(atPath: home.path), "the demo touched the person's own home")
    }

    /// Told to end, or killed, it leaves no node running; told to end, no folder either.
    @Test(arguments: [SIGTERM, SIGKILL]) func itLeavesNothingRunning(signal: Int32) throws {
        let scratch = try PledgedHome(nil)
        try FileManager.default.createDirectory(atPath: scratch.path, withIntermediateDirectories: true)
        let demo = try scratch.start(["demo", "--stay"], environment: ["TMPDIR": scratch.path])
        try eventually("the end of the story", or: { "\(demo.output)\(demo.errors)" }) { demo.output.contains("Ctrl-C") }
        let folder = try #require(FileManager.default.contentsOfDirectory(atPath: scratch.path).first { $0.contains("demo") })
        let nodes = try children(of: demo.process.processIdentifier)
        // The teacher told two stories and is cut off in the end.
        #expect(nodes.count == 2, "\(nodes)")
        kill(demo.process.processIdentifier, signal)
        let result = try demo.wait(seconds: 20)
        #expect(signal == SIGKILL || result.code == 0, "\(result)")
        try eventually("the end of its nodes") { nodes.allSatisfy { kill($0, 0) != 0 } }
        #expect(signal == SIGKILL || !FileManager.default.fileExists(atPath: "\(scratch.path)/\(folder)"))
    }

    /// Processes that another one started.
    private func children(of parent: Int32) throws -> [Int32] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap(Int32.init).filter { process in
            let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
            return status?.contains("\nPPid:\t\(parent)\n") ?? false
        }
    }

    @Test func withJSONEveryLineIsAnObject() throws {
        let result = try PledgedHome(nil).run("demo", "--json").expectFine()
        let lines = try result.objects()
        #expect(lines.count >= 12)
        for line in lines { #expect(try line.number("ms") >= 0 && !line.text("says").isEmpty) }
    }
}
