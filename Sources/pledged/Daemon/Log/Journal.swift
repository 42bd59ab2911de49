import Foundation
import Logging

/// What systemd's journal understands on standard error (systemd.exec(5), sd-daemon(3)).
enum Journal {
    /// Whether standard error goes to the journal: JOURNAL_STREAM then names its device and inode.
    static let isStandardError: Bool = {
        guard let stream = ProcessInfo.processInfo.environment["JOURNAL_STREAM"] else { return false }
        var status = stat()
        return fstat(STDERR_FILENO, &status) == 0 && stream == "\(status.st_dev):\(status.st_ino)"
    }()

    /// The priority of a level, from syslog(3).
    static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
