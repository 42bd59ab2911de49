import ArgumentParser
import Foundation
import GossipNet

/// Runs the daemon.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run this community's node: keep the ledger and share it with others.",
        discussion: """
            Runs in the foreground and logs on standard error until it is told to stop (Ctrl-C, or SIGTERM). It \
            holds no member's key: it can't pledge for anybody. With --witness it holds yours, and signs with it what it \
            holds of everybody's feeds, soon after each change, in every collective whose charter names you as a witness.

            What flags leave out comes from the environment, then from a file: `pledged config` shows it. On SIGHUP \
            the file is read again.

            It shows what the community has on a page for browsers, on this machine alone unless --web says otherwise, \
            and answers programs there (docs/page.md); the same in the home's socket web.sock.

            Example: pledged serve --listen 0.0.0.0:7411 --peer node.example.org:7411
            """)

    @Option(name: .long, help: ArgumentHelp(
        "Where to listen, as HOST:PORT; port 0 takes any free one (default: 0.0.0.0:7411).", valueName: "host:port"))
    var listen: String?

    @Option(name: .long, help: ArgumentHelp(
        "Another node to keep a link with, as HOST:PORT; can be given several times.", valueName: "host:port"))
    var peer: [String] = []

    @Option(name: .long, help: ArgumentHelp(
        "Where the page and the API are, as HOST:PORT; port 0 takes any free one (default: \(WebConfig.usualAddress)).",
        valueName: "host:port"))
    var web: String?

    @Flag(name: .long, help: "Have no page and no API.")
    var noWeb = false

    @Option(name: .long, help: ArgumentHelp(
        "A name by which browsers may ask for the page, besides localhost; can be given several times.", valueName: "name"))
    var webName: [String] = []

    @Option(name: .long, help: ArgumentHelp(
        "Another site, as https://HOST, whose pages may read and post here; can be given several times.", valueName: "origin"))
    var webOrigin: [String] = []

    @Option(name: .long, help: ArgumentHelp(
        "Requests a second from one address that the page answers; 0 for any number (default: \(WebLimits.usualRate)).",
        valueName: "count"))
    var webRate: String?

    @Option(name: .long, help: ArgumentHelp(
        "What to log: debug, info, notice, warning or error (default: info).", valueName: "level"))
    var log: String?

    @Option(name: .long, help: ArgumentHelp(
        "A configuration file (else PLEDGED_CONFIG, else config.yaml in the home); see `pledged config`.", valueName: "file"))
    var config: String?

    @Flag(name: .long, help: "Be a witness, with your key, wherever a charter names you as one.")
    var witness = false

    @Option(name: .long, help: ArgumentHelp(
        "The most seconds between two rounds of a witness while new entries keep coming; once they rest, it follows at once "
            + "(default: 10).", valueName: "seconds"))
    var witnessInterval: String?

    @Flag(name: .long, help: "Don't look for other nodes on the local network (or PLEDGED_NO_LAN=1).")
    var noLan = false

    @Flag(name: .long, help: ArgumentHelp("End when standard input does.", visibility: .hidden))
    var untilInputEnds = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        if noWeb, web != nil { throw ValidationError("choose one of --web and --no-web") }
    }

    func run() throws {
        Heap.keepSmall()
        let home = try Home(opening: common.homePath())
        if untilInputEnds { Signals.endWithInput() }
        let daemon = try Daemon(
            home: home, source: ConfigurationSource(flags: flags, named: config, inHome: home.configPath))
        try daemon.run { bound, page in
            common.answer(
                .known([.init("listening", .string(bound.description)), page.map { .init("page", .string("http://\($0)/")) }]),
                words: "listening \(bound)")
            // A node without room for a word goes on.
            do throws(CommandFault) { try Output.flush() } catch { Output.problem(error.description) }
        }
    }

    /// What the command line sets.
    private var flags: [ConfigOption: [String]] {
        var flags: [ConfigOption: [String]] = [:]
        if let listen { flags[.listen] = [listen] }
        if !peer.isEmpty { flags[.peers] = peer }
        if noLan { flags[.lan] = ["false"] }
        if let web { flags[.web] = [web] }
        if noWeb { flags[.web] = [ConfigOption.none] }
        if !webName.isEmpty { flags[.webNames] = webName }
        if !webOrigin.isEmpty { flags[.webOrigins] = webOrigin }
        if let webRate { flags[.webRate] = [webRate] }
        if witness { flags[.witness] = ["true"] }
        if let witnessInterval { flags[.witnessInterval] = [witnessInterval] }
        if let log { flags[.log] = [log] }
        return flags
    }
}
