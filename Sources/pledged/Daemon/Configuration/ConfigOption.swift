import Logging

/// Everything about the daemon that can be configured: the one list from which files, the environment,
/// the packaged example and `pledged config` are read and written. The name is the key in the file.
package enum ConfigOption: String, CaseIterable, Sendable {
    case listen, peers, lan, log

    /// The environment variable that sets it.
    package var environment: String { "PLEDGED_\(rawValue.uppercased())" }

    /// The flag of `pledged serve` that sets it.
    package var flag: String {
        switch self {
        case .listen: "--listen"
        case .peers: "--peer"
        case .lan: "--no-lan"
        case .log: "--log"
        }
    }

    /// What it is when nobody says anything.
    package var standard: [String] {
        switch self {
        case .listen: ["0.0.0.0:7411"]
        case .peers: []
        case .lan: ["true"]
        case .log: ["info"]
        }
    }

    /// Whether it takes any number of values.
    package var isList: Bool { self == .peers }

    /// Whether a running daemon takes a new value when it is told to read its configuration again.
    package var reloads: Bool { self == .peers || self == .log }

    /// What it is for, in lines for a file.
    package var summary: [String] {
        switch self {
        case .listen:
            ["Where other nodes reach this one, as HOST:PORT: by TCP, and by UDP for asking who is alive.",
                "0.0.0.0 is every IPv4 address of the machine, [::] every address; port 0 takes any free port."]
        case .peers:
            ["Nodes to keep a link with, as HOST:PORT. One is enough: nodes tell each other of the rest.",
                "Addresses that came in invitations are dialled besides."]
        case .lan: ["Whether to look for other nodes on the local network, and to be found there: true or false."]
        case .log: ["What to log: debug, info, notice, warning or error."]
        }
    }

    /// A value to show in the example, commented out.
    package var example: [String] { self == .peers ? ["node.example.org:7411"] : standard }

    /// Refuses values that can't be.
    /// - Throws: ``WordingFault`` that says what would be right.
    package func check(_ values: [String]) throws(WordingFault) {
        if !isList, values.count != 1 { throw WordingFault("\(rawValue) takes one value, not \(values.count)") }
        for value in values {
            switch self {
            case .listen: _ = try PeerAddress(value, takesAnyPort: true)
            case .peers: _ = try PeerAddress(value)
            case .lan: _ = try Self.truth(value)
            case .log: _ = try Self.level(value)
            }
        }
    }

    /// Levels that can be asked for; the finest are for those who work on the program.
    static func level(_ text: String) throws(WordingFault) -> Logger.Level {
        guard let level = Logger.Level(rawValue: text) else {
            throw WordingFault("\(SafeText.quoted(text)) is no log level; use debug, info, notice, warning or error")
        }
        return level
    }

    static func truth(_ text: String) throws(WordingFault) -> Bool {
        switch text {
        case "true": true
        case "false": false
        default: throw WordingFault("\(SafeText.quoted(text)) is neither true nor false")
        }
    }
}
