import Foundation

/// The person at the keyboard.
enum Terminal {
    /// Whether somebody can read what is printed, and answer.
    static var isThere: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

    /// Asks for one line. - Returns: it without spaces around it; nil at the end of input (Ctrl-D).
    /// - Throws: ``CommandFault`` where what was typed isn't UTF-8: nobody should sign mended words.
    static func ask(_ prompt: String) throws(CommandFault) -> String? {
        Output.raw(prompt)
        Output.flush()
        guard let bytes = line() else {
            Output.answer("")
            return nil
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFault(.badData, "that isn't UTF-8; set your terminal to UTF-8 and write it again")
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// A terminal hands over whole lines, of 4,095 bytes at most. Nil at the end of input.
    private static func line() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            return count > 0 ? Array(buffer.prefix(count)) : nil
        }
    }
}
