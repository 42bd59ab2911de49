import Foundation
import GossipNet
import Logging
import PledgeLedger
import Synchronization
import Testing
import pledged

/// How far a catch-up is: lines in the log, and the time that is left.
@Suite struct SyncReporterTests {
    private let id = CollectiveID(SHA256.hash([1]).raw)
    private let peer = PublicKey(SHA256.hash([2]).raw)
    private let lines = LogLines()

    private var reporter: SyncReporter { SyncReporter(logger: Logger(label: "test") { _ in LineHandler(lines: lines) }) }

    private func progress(_ received: UInt64, of expected: UInt64) -> NodeEvent {
        .progress(id, received: received, expected: expected)
    }

    /// Two peers' catch-ups at a time: the one that is further is told of, and not begun anew each time.
    @Test func twoCatchUpsDoNotResetEachOther() {
        let reporter = reporter, began = ContinuousClock.now
        for second in 0...12 {
            let now = began + .seconds(second)
            reporter.hear(progress(UInt64(second) * 5_000, of: 100_000), now: now)
            reporter.hear(progress(UInt64(second) + 1, of: 40), now: now)
        }
        #expect(lines.all.map { $0.split(separator: " ", maxSplits: 3).last } == [
            "5,000 / 100,000 (5 %), 5,000/s, 19 s left", "30,000 / 100,000 (30 %), 5,000/s, 14 s left",
            "55,000 / 100,000 (55 %), 5,000/s, 9 s left",
        ])
    }

    /// What is left when the further one's peer is gone is told of too, and so is another one after being in step.
    @Test func theOtherIsToldOfWhenTheFirstEnds() {
        let reporter = reporter, began = ContinuousClock.now
        reporter.hear(progress(50_000, of: 100_000), now: began)
        for second in 1...8 { reporter.hear(progress(UInt64(second) * 10, of: 1_000), now: began + .seconds(second)) }
        #expect(lines.all.count == 1 && lines.all[0].contains(" 60 / 1,000 "), "\(lines.all)")
        reporter.hear(.inStep(id, peer: peer), now: began + .seconds(9))
        reporter.hear(progress(1, of: 9_000), now: began + .seconds(10))
        reporter.hear(progress(4_500, of: 9_000), now: began + .seconds(12))
        #expect(lines.all.count == 2 && lines.all[1].contains(" 4,500 / 9,000 (50 %), 2,250/s, 2 s left"), "\(lines.all)")
    }

    /// One that is over within a second needs no line.
    @Test func briefOnesAreNotTold() {
        let reporter = reporter, began = ContinuousClock.now
        for tenth in 0...9 { reporter.hear(progress(UInt64(tenth), of: 9), now: began + .milliseconds(100 * tenth)) }
        #expect(lines.all.isEmpty)
    }

    /// The rest at the pace so far, rounded up; nothing before it is known, and nothing at the end.
    @Test(arguments: [
        (1_000, 5_000, 10_000, 40), (1, 3, 1_500, 3), (0, 5_000, 10_000, nil), (5_000, 5_000, 10_000, nil),
        (1_000, 5_000, 499, nil), (1, UInt64.max, 1_000, UInt64.max - 1),
    ] as [(UInt64, UInt64, UInt64, UInt64?)])
    func timeLeft(received: UInt64, expected: UInt64, elapsed: UInt64, left: UInt64?) throws {
        let json = #"{"id":"","isInStep":false,"received":\#(received),"expected":\#(expected),"began":1000000}"#
        let state = try JSONDecoder().decode(NodeStatus.Collective.self, from: Data(json.utf8))
        #expect(state.secondsLeft(at: 1_000_000 + elapsed) == left)
        // A clock that went back.
        #expect(state.secondsLeft(at: 5) == nil)
    }

    @Test func countsAreInThrees() throws {
        let json = #"{"id":"","isInStep":false,"received":12345,"expected":1234567}"#
        let state = try JSONDecoder().decode(NodeStatus.Collective.self, from: Data(json.utf8))
        #expect(state.words.hasSuffix(" 12,345 of 1,234,567 entries"), "\(state.words)")
    }

    /// Who joins a sync of which 4,000 entries were here already has brought 1,000 in ten seconds.
    @Test func timeLeftOfOneThatOthersServeToo() throws {
        let json = #"{"id":"","isInStep":false,"received":5000,"expected":6000,"began":1000000,"before":4000}"#
        let state = try JSONDecoder().decode(NodeStatus.Collective.self, from: Data(json.utf8))
        #expect(state.secondsLeft(at: 1_010_000) == 10)
    }
}

/// Log lines, as they are written.
private final class LogLines: Sendable {
    private let state = Mutex<[String]>([])
    var all: [String] { state.withLock { $0 } }
    func add(_ line: String) { state.withLock { $0.append(line) } }
}

private struct LineHandler: LogHandler {
    let lines: LogLines
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { lines.add(event.message.description) }
}
