import Foundation
import GossipNet
import Logging

/// What the daemon is told: flags before the environment before the file before what is usual.
package struct Configuration: Sendable {
    /// Where a value comes from.
    package enum Source: Sendable, Hashable {
        case flag(String)
        case environment(String)
        case file(path: String, line: Int)
        case standard

        package var words: String {
            switch self {
            case .flag(let name): "flag \(name)"
            case .environment(let name): "environment \(name)"
            case .file(let path, let line): "\(path), line \(line)"
            case .standard: "default"
            }
        }
    }

    /// One option as it stands.
    package struct Setting: Sendable {
        package var option: ConfigOption
        package var values: [String]
        package var source: Source
    }

    /// Every option, in the order of ``ConfigOption``.
    package let settings: [Setting]
    /// The file that was read; nil where there is none.
    package let path: String?

    /// - Parameters:
    ///   - flags: what the command line said; options that it left out are missing.
    ///   - environment: of the process.
    ///   - file: nil where there is none.
    /// - Throws: ``CommandFault`` that names the value's source and what would be right.
    package init(
        flags: [ConfigOption: [String]], environment: [String: String], file: (path: String, content: ConfigFile)?
    ) throws(CommandFault) {
        path = file?.path
        var settings: [Setting] = []
        for option in ConfigOption.allCases {
            let setting = try Self.setting(option, flags, environment, file)
            do { try option.check(setting.values) } catch {
                switch setting.source {
                case .flag(let name): throw CommandFault(option == .log || option == .witnessInterval ? .usage : .badData, "\(name): \(error)")
                default: throw CommandFault(.badData, "\(setting.source.words): \(error)")
                }
            }
            settings.append(setting)
        }
        self.settings = settings
    }

    private static func setting(
        _ option: ConfigOption, _ flags: [ConfigOption: [String]], _ environment: [String: String],
        _ file: (path: String, content: ConfigFile)?
    ) throws(CommandFault) -> Setting {
        if let values = flags[option] {
            return Setting(option: option, values: values, source: .flag(option.flag))
        }
        if option == .lan { try refuseContradiction(environment) }
        if let text = environment[option.environment], !text.isEmpty {
            let values = option.isList ? text.split { $0 == "," || $0 == " " }.map(String.init)
                : option.isTruth ? ["\(try truth(text, option.environment))"] : [text]
            return Setting(option: option, values: values, source: .environment(option.environment))
        }
        if option == .lan, let text = environment[noLan], !text.isEmpty {
            return Setting(option: option, values: ["\(try !truth(text, noLan))"], source: .environment(noLan))
        }
        if let file, let item = file.content.items.first(where: { $0.option == option }) {
            return Setting(option: option, values: item.values, source: .file(path: file.path, line: item.line))
        }
        return Setting(option: option, values: option.standard, source: .standard)
    }

    /// What says the opposite of `PLEDGED_LAN`, as the flag does.
    private static let noLan = "PLEDGED_NO_LAN"

    /// Refuses a yes and a no to the same.
    private static func refuseContradiction(_ environment: [String: String]) throws(CommandFault) {
        let lan = ConfigOption.lan.environment
        guard let yes = environment[lan], let no = environment[noLan], !yes.isEmpty, !no.isEmpty,
            try truth(yes, lan) == truth(no, noLan)
        else { return }
        throw CommandFault(
            .badData, "environment \(lan): \(SafeText.quoted(yes)) and \(noLan): \(SafeText.quoted(no)) contradict each other; set one of them")
    }

    /// A variable that says yes or no, in any of the ways that people write it.
    private static func truth(_ text: String, _ variable: String) throws(CommandFault) -> Bool {
        switch text.lowercased() {
        case "1", "true", "yes", "on": true
        case "0", "false", "no", "off": false
        default:
            throw CommandFault(
                .badData, "environment \(variable): \(SafeText.quoted(text)) says neither yes nor no; write 1, true, yes or on, or "
                    + "0, false, no or off")
        }
    }

    package func values(_ option: ConfigOption) -> [String] {
        settings.first { $0.option == option }?.values ?? option.standard
    }

    private func value(_ option: ConfigOption) -> String { values(option).first ?? "" }

    private func isUsual(_ option: ConfigOption) -> Bool { settings.first { $0.option == option }?.source == .standard }

    /// Where to listen. - Throws: never for a configuration that was made: its values were checked.
    func listen() throws -> Address { try PeerAddress(value(.listen), takesAnyPort: true).address }

    func peers() throws -> [Address] { try values(.peers).map { try PeerAddress($0).address } }

    var lan: Bool { value(.lan) == "true" }

    /// Where the page is; nil for nowhere.
    func web(_ home: Home) throws -> WebConfig? {
        guard value(.web) != ConfigOption.none else { return nil }
        return WebConfig(
            address: try PeerAddress(value(.web), takesAnyPort: true).address, isAsked: !isUsual(.web),
            socketPath: ControlPath.web(home))
    }

    /// Who may ask for the page, and from where.
    var webRule: HostRule { HostRule(names: Set(values(.webNames).map { $0.lowercased() }), origins: Set(values(.webOrigins))) }

    /// How fast one address may ask; nil for as fast as it likes.
    /// - Throws: never for a configuration that was made: its values were checked.
    func webRate() throws -> Bucket.Rate? { try WebLimits.reads(ConfigOption.rate(value(.webRate))) }

    /// The most seconds between two rounds of a busy witness; nil for no witness.
    func witnessInterval() throws -> Double? {
        value(.witness) == "true" ? try ConfigOption.seconds(value(.witnessInterval)) : nil
    }

    var log: Logger.Level { Logger.Level(rawValue: value(.log)) ?? .info }

    /// Options that another configuration sets otherwise.
    package func changes(to other: Configuration) -> [ConfigOption] {
        ConfigOption.allCases.filter { values($0) != other.values($0) }
    }
}

/// How a daemon finds its configuration, now and whenever it is told to look again.
struct ConfigurationSource: Sendable {
    var flags: [ConfigOption: [String]] = [:]
    /// The file that `--config` or PLEDGED_CONFIG named, which must be there.
    var named: String?
    /// The file in the home, which may be missing.
    var inHome: String

    func read() throws(CommandFault) -> Configuration {
        let environment = ProcessInfo.processInfo.environment
        let named = [self.named, environment["PLEDGED_CONFIG"]].compactMap { $0 }.first { !$0.isEmpty }
        let path = named ?? (access(inHome, F_OK) == 0 ? inHome : nil)
        let file = try path.map { path throws(CommandFault) in (path: path, content: try ConfigFile(path: path)) }
        return try Configuration(flags: flags, environment: environment, file: file)
    }
}
