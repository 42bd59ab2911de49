import Foundation
import Logging
import Synchronization

/// Log lines on standard error, as `key=value`: time, level and message, then what belongs to it. The
/// journal gets a priority before each instead of the time, which it keeps itself. Text from peers is
/// escaped, so that no peer can write on the keeper's terminal or begin a line of its own.
struct LogSink: LogHandler {
    var metadata: Logger.Metadata = [:]
    private let shared: LogTarget

    init(_ target: LogTarget) { shared = target }

    /// What one logger alone was set to; nil where it goes by the target.
    private var own: Logger.Level?

    /// The level of every logger of the target, which a reload changes for all that were not set otherwise.
    var logLevel: Logger.Level {
        get { own ?? shared.level }
        set { own = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = (event.metadata ?? [:]).merging(metadata, uniquingKeysWith: { one, _ in one })
        shared.write(event.level, event.message.description, fields.mapValues(\.description))
    }
}

/// Where all log lines of a daemon go, with the level and the rate that they keep to.
final class LogTarget: Sendable {
    private let state: Mutex<(level: Logger.Level, limit: LogLimit)>
    private let isJournal: Bool
    private let begin = ContinuousClock.now

    init(level: Logger.Level, isJournal: Bool = Journal.isStandardError) {
        state = Mutex((level, LogLimit()))
        self.isJournal = isJournal
    }

    var level: Logger.Level {
        get { state.withLock { $0.level } }
        set { state.withLock { $0.level = newValue } }
    }

    func write(_ level: Logger.Level, _ message: String, _ fields: [String: String]) {
        let now = UInt64(max(0, (ContinuousClock.now - begin) / .milliseconds(1)))
        // Lines keep their order, so they are written inside.
        state.withLock { state in
            guard let left = state.limit.passes(level, now: now) else { return }
            if left > 0 { put(.notice, "log lines were left out", ["count": "\(left)"]) }
            put(level, message, fields)
        }
    }

    private func put(_ level: Logger.Level, _ message: String, _ fields: [String: String]) {
        let time = isJournal ? nil : ISODate.text(Moment.now)
        let line = LogLine.text(level, message, fields, time: time)
        let start = isJournal ? "<\(Journal.priority(level))>" : ""
        Output.error("\(start)\(line)\n")
    }
}

/// How a log line reads.
package enum LogLine {
    /// `time=… level=… msg="…" key=value`, keys in order. Values with spaces, quotation marks or an equals
    /// sign stand in quotation marks.
    package static func text(
        _ level: Logger.Level, _ message: String, _ fields: [String: String], time: String?
    ) -> String {
        var parts = time.map { ["time=\(value($0))"] } ?? []
        parts += ["level=\(level)", "msg=\(quoted(message))"]
        parts += fields.sorted { $0.key < $1.key }.map { "\(SafeText.shown($0.key))=\(value($0.value))" }
        return parts.joined(separator: " ")
    }

    private static func value(_ text: String) -> String {
        text.isEmpty || text.contains { " \"=\t\n\\".contains($0) } ? quoted(text) : SafeText.shown(text)
    }

    private static func quoted(_ text: String) -> String {
        "\"\(SafeText.shown(text).replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }
}
