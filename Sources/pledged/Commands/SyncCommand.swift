import ArgumentParser
import GossipNet
import PledgeLedger

/// One session with one peer.
struct SyncCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Exchange everything with one other node, then end.",
        discussion: """
            For people who run no node of their own: fetches what is new there, and gives what is new here. Where \
            the daemon runs, it does that, and keeps its own links.

            Example: pledged sync node.example.org:7411
            """)

    @Argument(help: ArgumentHelp("The other node, as HOST:PORT.", valueName: "host:port"))
    var peer: String

    @Option(name: .long, parsing: .unconditional, help: ArgumentHelp(
        "Give up when nothing moves for so many seconds.", valueName: "seconds"))
    var patience = 30

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (1...86_400).contains(patience) else { throw ValidationError("--patience is 1 to 86400 seconds") }
    }

    func run() throws {
        let address = try PeerAddress(peer).address
        try common.withWorkspace { workspace in
            let isServed = ControlClient.status(workspace.home) != nil
            let result = try isServed
                ? DaemonSync(workspace: workspace, peer: address, patience: patience).run()
                : SyncSession(workspace: workspace, peer: address, patience: patience).run()
            common.answer(result.json, words: result.words)
            for (_, doubt) in result.doubts { Output.note(doubt) }
        }
    }
}
