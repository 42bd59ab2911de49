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
            holds no member's key: it can't pledge for anybody. With --witness it holds yours, and signs with it what it \
            holds of everybody's feeds, soon after each change, in every collective whose charter names you as a witness.

            Example: pledged serve --listen 0.0.0.0:7411 --peer node.example.org:7411
            """)

    @Option(name: .long, help: ArgumentHelp(
        "Where to listen, as HOST:PORT; port 0 takes any free one.", valueName: "host:port"))
    var listen = "0.0.0.0:7411"

    @Option(name: .long, help: ArgumentHelp(
        "Another node to keep a link with, as HOST:PORT; can be given several times.", valueName: "host:port"))
    var peer: [String] = []

    @Option(name: .long, help: ArgumentHelp(
        "What to log: debug, info, notice, warning or error.", valueName: "level"))
    var log = "info"

    @Flag(name: .long, help: "Be a witness, with your key, wherever a charter names you as one.")
    var witness = false

    @Option(name: .long, help: ArgumentHelp(
        "The most seconds between two rounds of a witness while new entries keep coming; once they rest, it follows at once.",
        valueName: "seconds"))
    var witnessInterval = 10.0

    @Flag(name: .long, help: "Don't look for other nodes on the local network (or set PLEDGED_NO_LAN).")
    var noLan = false

    @Flag(name: .long, help: ArgumentHelp("End when standard input does.", visibility: .hidden))
    var untilInputEnds = false

    @OptionGroup var common: CommonOptions

    func run() throws {
        guard let level = Logger.Level(rawValue: log) else {
            throw CommandFault(.usage, "\(SafeText.quoted(log)) is no log level; use debug, info, notice, warning or error")
        }
        guard (0.5...86_400).contains(witnessInterval) else {
            throw CommandFault(.usage, "--witness-interval is \(witnessInterval); it should be 0.5 to 86400 seconds")
        }
        let home = try Home(opening: common.homePath())
        let daemon = try Daemon(
            home: home, listen: PeerAddress(listen, takesAnyPort: true).address,
            peers: peer.map { try PeerAddress($0).address },
            saysHello: !noLan && ProcessInfo.processInfo.environment["PLEDGED_NO_LAN"] == nil,
            witnessInterval: witness ? witnessInterval : nil, logger: Logger(label: "pledged") { _ in LogSink(level: level) })
        if untilInputEnds { Signals.endWithInput() }
        try daemon.run { bound in
            common.answer(.object([.init("listening", .string(bound.description))]), words: "listening \(bound)")
            Output.flush()
        }
    }
}
