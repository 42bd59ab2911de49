import Foundation

/// Where a command's words go: answers to standard output, everything else to standard error.
enum Output {
    /// A line, or several, of the answer.
    static func answer(_ text: String) {
        print(text)
    }

    /// The answer as one JSON object on one line.
    static func answer(_ json: JSON) {
        print(json.text)
    }

    /// Text as it is, without a line break of our own.
    static func raw(_ text: String) { print(text, terminator: "") }

    /// Hands what was printed to whoever reads it, now.
    static func flush() { fflush(nil) }

    /// Something worth knowing beside the answer.
    static func note(_ text: String) {
        writeError(text + "\n")
    }

    /// What went wrong, in one line.
    static func problem(_ line: String) {
        writeError("pledged: \(line)\n")
    }

    private static func writeError(_ text: String) {
        fflush(nil)
        FileHandle.standardError.write(Data(text.utf8))
    }

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
