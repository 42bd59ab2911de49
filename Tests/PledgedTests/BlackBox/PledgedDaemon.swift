import Foundation
import Testing

/// A home's running daemon; it ends with the test, however that ends.
final class PledgedDaemon {
    let home: PledgedHome
    let run: PledgedProcess
    /// Where it listens, as `HOST:PORT`.
    let address: String

    /// Starts `serve` and waits until it listens.
    /// - Parameter web: what is said of the page; for most tests there is none.
    init(
        _ home: PledgedHome, listen: String = "127.0.0.1:0", peers: [String] = [], log: String = "debug",
        web: [String] = ["--no-web"], options: [String] = []
    ) throws {
        self.home = home
        let run = try home.start(
            ["serve", "--listen", listen, "--log", log] + web + peers.flatMap { ["--peer", $0] } + options)
        self.run = run
        address = try eventually("a line that says where it listens", or: { run.errors }) {
            guard run.process.isRunning else { throw TooLate("pledged serve ended at once: \(run.errors)") }
            let words = run.output.split(whereSeparator: \.isWhitespace)
            return words.count == 2 && run.output.hasSuffix("\n") && words[0] == "listening" ? String(words[1]) : nil
        }
    }

    deinit { crash() }

    var port: UInt16 { address.split(separator: ":").last.flatMap { UInt16($0) } ?? 0 }
    var logs: String { run.errors }

    /// The page, where it was started with one.
    func page() throws -> WebClient {
        try eventually("a line that says where the page is", or: { run.errors }) {
            let line = try run.errors.firstMatch(of: Regex("the page is http://[^ ]+:([0-9]+)/", as: (Substring, Substring).self))
            return line.flatMap { UInt16($0.1) }.map { WebClient(port: $0) }
        }
    }

    /// Peak resident memory so far, in mebibytes.
    func peakMemory() throws -> Double {
        let status = try String(contentsOfFile: "/proc/\(run.process.processIdentifier)/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }, "\(status)")
        return try #require(line.split(separator: " ").compactMap { Double($0) }.first) / 1_024
    }

    /// Asks it to end, and expects that it does so cleanly, within the time that services are given for it.
    func stop(location: SourceLocation = #_sourceLocation) throws {
        let begin = ContinuousClock.now
        run.process.terminate()
        let result = try run.wait(seconds: 20)
        let took = ContinuousClock.now - begin
        #expect(took < .seconds(10), "it took \(took) to stop\n\(result)", sourceLocation: location)
        #expect(result.code == 0 && run.process.terminationReason == .exit, "\(result)", sourceLocation: location)
    }

    /// Kills it, as a power cut would.
    func crash() {
        guard run.process.isRunning else { return }
        kill(run.process.processIdentifier, SIGKILL)
        _ = try? run.wait(seconds: 20)
    }
}
