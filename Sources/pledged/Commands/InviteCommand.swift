import ArgumentParser
import PledgeLedger

/// Prints a link into a collective.
struct InviteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invite",
        abstract: "Make a link that brings others into the collective.",
        discussion: """
            The link names the collective and where its nodes listen. A private collective's secret is in it too: \
            give it only to people who may read along.

            Example: pledged invite --address node.example.org:7411
            """)

    @Option(name: .long, help: ArgumentHelp(
        "Where a node can be reached, as HOST:PORT; can be given several times (else this node's own).",
        valueName: "host:port"))
    var address: [String] = []

    @OptionGroup var chosen: CollectiveOption
    @OptionGroup var common: CommonOptions

    func run() throws {
        let addresses = try address.map { try PeerAddress($0) }
        try common.withWorkspace { workspace in
            let collective = try workspace.collective(chosen.collective)
            var link = InviteLink(collective: collective.id, addresses: addresses, secret: collective.secret)
            if addresses.isEmpty, let own = try workspace.store.advertisedAddress() {
                link.addresses = [try PeerAddress(own)]
            }
            common.answer(.object([.init("link", .string(link.description))]), words: link.description)
            if link.addresses.isEmpty {
                Output.note("No address is in it: run `pledged serve` first, or name one with --address HOST:PORT.")
            }
            if link.secret != nil {
                Output.note("The link holds the private collective's secret: give it only to those who may read along.")
            }
        }
    }
}
