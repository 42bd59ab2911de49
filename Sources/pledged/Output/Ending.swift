/// The exit codes of every command; the numbers follow sysexits.h.
package enum Ending: Int32, Sendable {
    case fine = 0
    /// What was asked about is not well: an audit or a check found something.
    case unwell = 1
    case usage = 64
    case badData = 65
    case missing = 66
    case exists = 73
    case notNow = 75
    case notAllowed = 77
}

/// Why a command can't do what it was asked to: one line that says what is wrong and what would be
/// right, with the exit code that goes with it.
package struct CommandFault: Error, CustomStringConvertible, Sendable {
    package let ending: Ending
    package let description: String

    package init(_ ending: Ending, _ description: String) {
        self.ending = ending
        self.description = description
    }
}
