import Foundation
import Synchronization

/// How far something long has come, on standard error: one line that is written over on a terminal,
/// a line now and then elsewhere.
final class ProgressLine: Sendable {
    private let start = ContinuousClock.now
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let state: Mutex<(reporter: ProgressReporter, shown: Bool)>

    /// - Parameter unit: what is counted.
    init(_ label: String, of unit: ProgressReporter.Unit = .things) {
        state = Mutex((ProgressReporter(label, of: unit, total: 0, isTerminal: isatty(STDERR_FILENO) == 1, logSeconds: 5), false))
    }

    /// Shows the line when one is due.
    func show(_ done: UInt64, of total: UInt64) {
        let elapsed = self.elapsed
        // Something short needs no line.
        guard elapsed > 500 else { return }
        state.withLock { state in
            state.reporter.total = total
            guard state.reporter.isDue(elapsedMs: elapsed) else { return }
            state.shown = true
            let bar: ProgressReporter.Bar? = isTerminal ? (Output.isUnicode ? .blocks : .ascii) : nil
            // A line that is wider than the terminal could not be written over.
            let width = isTerminal ? self.width : .max
            let line = state.reporter.line(done: done, elapsedMs: elapsed, bar: bar, width: width)
            write(isTerminal ? "\r\(DisplayWidth.fitted(line, to: width))\u{1B}[K" : line + "\n")
        }
    }

    /// Clears the line on a terminal.
    func finish() {
        state.withLock { if isTerminal && $0.shown { write("\r\u{1B}[K") } }
    }

    private var width: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else { return 79 }
        return Int(size.ws_col) - 1
    }

    private var elapsed: UInt64 { UInt64(max(0, (ContinuousClock.now - start) / .milliseconds(1))) }

    private func write(_ text: String) { Output.error(text) }
}
