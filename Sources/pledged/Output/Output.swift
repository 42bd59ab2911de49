import Foundation
import Synchronization

/// Where a command's words go: answers to standard output, everything else to standard error.
enum Output {
    /// A line, or several, of the answer.
    static func answer(_ text: String) {
        raw(text + "\n")
    }

    /// The answer as one JSON object on one line.
    static func answer(_ json: JSON) {
        answer(json.text)
    }

    /// Text as it is, without a line break of our own.
    static func raw(_ text: String) { raw(text.utf8) }

    /// The same of bytes.
    static func raw(_ bytes: some Collection<UInt8>) { standard.withLock { $0.add(bytes) } }

    /// Everything that this program prints goes through here: a full disk is seen in one place.
    private static let standard = Mutex(GatheredOutput(STDOUT_FILENO))

    /// Hands what was printed to whoever reads it, now.
    /// - Throws: where not all of the answer could be written.
    static func flush() throws(CommandFault) {
        standard.withLock { $0.flush() }
        try check()
    }

    /// - Throws: where some of the answer could not be written already.
    static func check() throws(CommandFault) {
        guard let code = standard.withLock({ $0.fault }) else { return }
        throw CommandFault(.notNow, "standard output: \(String(cString: strerror(code)))")
    }

    /// Something worth knowing beside the answer.
    static func note(_ text: String) {
        writeError(text + "\n")
    }

    /// What went wrong, in one line.
    static func problem(_ line: String) {
        writeError("pledged: \(line)\n")
    }

    private static func writeError(_ text: String) {
        standard.withLock { $0.flush() }
        error(text)
    }

    /// Words for standard error. Where those can't be written there is nobody to tell.
    static func error(_ text: String) { _ = GatheredOutput.write(Array(text.utf8), to: STDERR_FILENO) }

    /// Columns of the terminal; nil where the answer goes to a file or a pipe, so that nothing is cut there.
    static var width: Int? {
        guard isatty(STDOUT_FILENO) == 1 else { return nil }
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Whether the locale can show bars of block characters.
    static var isUnicode: Bool {
        let environment = ProcessInfo.processInfo.environment
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        let name = locale.lowercased()
        return name.contains("utf-8") || name.contains("utf8")
    }
}
