import Foundation
import Logging

/// Log lines on standard error: time, level, text, then what belongs to it. Text from peers is
/// escaped, so that no peer can write on the keeper's terminal.
struct LogSink: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level

    init(level: Logger.Level) { logLevel = level }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line = "\(ISODate.text(UInt64(max(0, Date().timeIntervalSince1970 * 1_000)))) \(event.level) "
        line += SafeText.shown(event.message.description)
        for (key, value) in (event.metadata ?? [:]).merging(metadata, uniquingKeysWith: { one, _ in one }).sorted(by: { $0.key < $1.key }) {
            line += " \(key)=\(SafeText.shown(value.description))"
        }
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }
}
