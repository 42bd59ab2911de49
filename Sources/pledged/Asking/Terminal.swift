import Foundation

/// The person at the keyboard.
enum Terminal {
    /// Whether somebody can read what is printed, and answer.
    static var isThere: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

    /// The longest line that surely is whole, in bytes: the kernel keeps 4,095 before the line's end, and lets
    /// go of the rest without a word (termios(3)).
    private static let longest = 4_094

    /// Asks for one line. - Returns: it without spaces around it; nil at the end of input (Ctrl-D).
    /// - Throws: ``CommandFault`` where what was typed was cut, or isn't UTF-8: nobody should sign mended words.
    static func ask(_ prompt: String) throws(CommandFault) -> String? {
        Output.raw(prompt)
        try Output.flush()
        guard var bytes = line() else {
            Output.answer("")
            return nil
        }
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        guard bytes.count <= longest else {
            throw CommandFault(
                .badData, "a terminal takes \(longest) bytes a line, and cuts off the rest; write less, or give longer words "
                    + "with a flag such as --text")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFault(.badData, "that isn't UTF-8; set your terminal to UTF-8 and write it again")
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Lets go of what was typed ahead, until nothing has come for a tenth of a second: a text of several lines
    /// that is pasted comes in pieces, and none of it answers what is asked next.
    static func forgetTypedAhead() {
        var watch = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        for _ in 0..<mostLooks {
            tcflush(STDIN_FILENO, TCIFLUSH)
            guard poll(&watch, 1, 100) == 1, watch.revents & Int16(POLLHUP) == 0 else { break }
        }
        tcflush(STDIN_FILENO, TCIFLUSH)
    }

    /// Whether somebody agrees to what they have just read: what was typed before that is no answer.
    static func agrees(_ question: String) throws -> Bool {
        forgetTypedAhead()
        return try ask("\(question) [y/N] ").map { ["y", "yes"].contains($0.lowercased()) } ?? false
    }

    /// Looks for quiet: whoever leans on Enter is asked all the same.
    private static let mostLooks = 100

    /// A terminal hands over whole lines, of 4,096 bytes at most with the line's end. Nil at the end of input.
    private static func line() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            return count > 0 ? Array(buffer.prefix(count)) : nil
        }
    }
}
