import Logging

/// Everything about the daemon that can be configured: the one list from which files, the environment,
/// the packaged example and `pledged config` are read and written. The name is the key in the file.
package enum ConfigOption: String, CaseIterable, Sendable {
    case listen, peers, lan, web
    case webNames = "web_names"
    case webOrigins = "web_origins"
    case webRate = "web_rate"
    case witness
    case witnessInterval = "witness_interval"
    case log

    /// The environment variable that sets it.
    package var environment: String { "PLEDGED_\(rawValue.uppercased())" }

    /// The flag of `pledged serve` that sets it.
    package var flag: String {
        switch self {
        case .listen: "--listen"
        case .peers: "--peer"
        case .lan: "--no-lan"
        case .web: "--web"
        case .webNames: "--web-name"
        case .webOrigins: "--web-origin"
        case .webRate: "--web-rate"
        case .witness: "--witness"
        case .witnessInterval: "--witness-interval"
        case .log: "--log"
        }
    }

    /// What it is when nobody says anything.
    package var standard: [String] {
        switch self {
        case .listen: ["0.0.0.0:7411"]
        case .peers, .webNames, .webOrigins: []
        case .lan: ["true"]
        case .web: [WebConfig.usualAddress]
        case .webRate: ["\(WebLimits.usualRate)"]
        case .witness: ["false"]
        case .witnessInterval: ["10"]
        case .log: ["info"]
        }
    }

    /// Whether it takes any number of values.
    package var isList: Bool { [.peers, .webNames, .webOrigins].contains(self) }

    /// Whether it says yes or no.
    package var isTruth: Bool { [.lan, .witness].contains(self) }

    /// Whether a running daemon takes a new value when it is told to read its configuration again.
    package var reloads: Bool { isList || [.log, .webRate].contains(self) }

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
        case .web:
            ["Where the page and the API are, as HOST:PORT, or none. Whoever reaches it may read everything: where that is",
                "more than this machine, a web server in front of it says who may (docs/keeper.md)."]
        case .webNames: ["Names by which browsers may ask for the page, besides localhost and addresses in digits."]
        case .webOrigins: ["Other sites, as https://HOST, whose pages may read the API and post signed entries to it."]
        case .webRate:
            ["Requests a second from one address that the page and the API answer, and twice as many in a row; 0 for any number.",
                "Behind a web server all visitors come from one address: there it is the web server that sets bounds."]
        case .witness:
            ["Whether to be a witness, with the key of the home's owner, wherever a charter names it: true or false.",
                "A home without anybody's key, as the service has, can't be one."]
        case .witnessInterval:
            ["The most seconds between two rounds of a witness while new entries keep coming."]
        case .log: ["What to log: debug, info, notice, warning or error."]
        }
    }

    /// A value to show in the example, commented out.
    package var example: [String] {
        switch self {
        case .peers: ["node.example.org:7411"]
        case .webNames: ["village.example.org"]
        case .webOrigins: ["https://village.example.org"]
        default: standard
        }
    }

    /// Refuses values that can't be.
    /// - Throws: ``WordingFault`` that says what would be right.
    package func check(_ values: [String]) throws(WordingFault) {
        try check(count: values.count)
        for value in values { try check(value: value) }
    }

    /// Refuses more values than one, or none, where it takes one.
    func check(count: Int) throws(WordingFault) {
        if !isList, count != 1 { throw WordingFault("\(rawValue) takes one value, not \(count)") }
    }

    /// Refuses one value that can't be.
    func check(value: String) throws(WordingFault) {
        switch self {
        case .listen: _ = try PeerAddress(value, takesAnyPort: true)
        case .peers: _ = try PeerAddress(value)
        case .lan, .witness: _ = try Self.truth(value)
        case .web: if value != Self.none { _ = try PeerAddress(value, takesAnyPort: true) }
        case .webNames: try HostRule.check(name: value)
        case .webOrigins: try HostRule.check(origin: value)
        case .webRate: _ = try Self.rate(value)
        case .witnessInterval: _ = try Self.seconds(value)
        case .log: _ = try Self.level(value)
        }
    }

    /// In place of an address: nowhere.
    static let none = "none"

    /// Levels that can be asked for; the finest are for those who work on the program.
    static func level(_ text: String) throws(WordingFault) -> Logger.Level {
        guard let level = Logger.Level(rawValue: text) else {
            throw WordingFault("\(SafeText.quoted(text)) is no log level; use debug, info, notice, warning or error")
        }
        return level
    }

    /// Half a second to a day.
    static func seconds(_ text: String) throws(WordingFault) -> Double {
        guard let seconds = Double(text), (0.5...86_400).contains(seconds) else {
            throw WordingFault("\(SafeText.quoted(text)) should be 0.5 to 86400 seconds")
        }
        return seconds
    }

    /// None, or one to a million.
    static func rate(_ text: String) throws(WordingFault) -> Int {
        guard let rate = Int(text), (0...1_000_000).contains(rate) else {
            throw WordingFault("\(SafeText.quoted(text)) should be 0 to 1000000 requests a second")
        }
        return rate
    }

    static func truth(_ text: String) throws(WordingFault) -> Bool {
        switch text {
        case "true": true
        case "false": false
        default: throw WordingFault("\(SafeText.quoted(text)) is neither true nor false")
        }
    }
}
