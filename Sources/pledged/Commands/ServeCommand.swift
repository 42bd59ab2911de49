import ArgumentParser
import Foundation
import GossipNet
import Logging
import PledgeLedger

/// Runs the daemon.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run this community's node: keep the ledger and share it with others.",
        discussion: """
            Runs in the foreground and logs on standard error until it is told to stop (Ctrl-C, or SIGTERM). It \
            holds no member's key: it can't pledge for anybody.

            It shows what the community has on a page for browsers, on this machine alone unless --web says otherwise, \
            and answers programs there (docs/page.md); the same in the home's socket web.sock.

            Example: pledged serve --listen 0.0.0.0:7411 --peer node.example.org:7411
            """)

    @Option(name: .long, help: ArgumentHelp(
        "Where to listen, as HOST:PORT; port 0 takes any free one.", valueName: "host:port"))
    var listen = "0.0.0.0:7411"

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
        "What to log: debug, info, notice, warning or error.", valueName: "level"))
    var log = "info"

    @Flag(name: .long, help: "Don't look for other nodes on the local network (or set PLEDGED_NO_LAN).")
    var noLan = false

    @Flag(name: .long, help: ArgumentHelp("End when standard input does.", visibility: .hidden))
    var untilInputEnds = false

    @OptionGroup var common: CommonOptions

    func run() throws {
        guard let level = Logger.Level(rawValue: log) else {
            throw CommandFault(.usage, "\(SafeText.quoted(log)) is no log level; use debug, info, notice, warning or error")
        }
        let home = try Home(opening: common.homePath())
        let daemon = try Daemon(
            home: home, listen: PeerAddress(listen, takesAnyPort: true).address,
            peers: peer.map { try PeerAddress($0).address },
            saysHello: !noLan && ProcessInfo.processInfo.environment["PLEDGED_NO_LAN"] == nil, web: webConfig(home),
            logger: Logger(label: "pledged") { _ in LogSink(level: level) })
        if untilInputEnds { Signals.endWithInput() }
        try daemon.run { bound, page in
            common.answer(
                .known([.init("listening", .string(bound.description)), page.map { .init("page", .string("http://\($0)/")) }]),
                words: "listening \(bound)")
            Output.flush()
            if let page { Output.note("the page: http://\(page)/") }
        }
    }

    private func webConfig(_ home: Home) throws -> WebConfig? {
        guard !noWeb else { return nil }
        return WebConfig(
            address: try PeerAddress(web ?? WebConfig.usualAddress, takesAnyPort: true).address, isAsked: web != nil,
            socketPath: ControlPath.web(home), names: webName, origins: webOrigin)
    }
}
