import ArgumentParser
import GossipNet
import PledgeLedger

/// Who the daemon is linked with.
struct PeersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "peers",
        abstract: "The nodes that this node is linked with, and why.",
        discussion: """
            For each: since when, who dialled, the round trip, how many entries it brought, what it cost, and why \
            the link stands. Needs a running daemon.

            Example: pledged peers
            """)

    @OptionGroup var common: CommonOptions

    func run() throws {
        let home = try Home(opening: common.homePath())
        guard let daemon = ControlClient.status(home) else {
            throw CommandFault(.notNow, ControlClient.silence(home))
        }
        if common.json {
            for peer in daemon.peers { Output.answer(peer.json) }
        } else if !daemon.peers.isEmpty {
            var table = Table([
                .text("node"), .text("address"), .text("since"), .text("way"), .number("round trip"), .number("useful"),
                .number("cost"), .text("why"), .text("state"),
            ])
            for peer in daemon.peers { table.add(peer.cells) }
            Output.answer(table.lines(width: Output.width).joined(separator: "\n"))
        }
        if daemon.peers.isEmpty {
            Output.note("No peers: this node is alone. Give it one with `pledged serve --peer HOST:PORT`, or join by a link.")
        }
    }
}
