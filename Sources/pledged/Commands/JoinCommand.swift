import ArgumentParser
import PledgeLedger

/// Joins a collective by its link.
struct JoinCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "join",
        abstract: "Come into a collective by the link that somebody gave you.",
        discussion: """
            The ledger itself comes from another node: run `pledged serve`, or `pledged sync HOST:PORT` once. You can \
            pledge right away; it counts once enough members have vouched for you.

            Example: pledged join pledged:3f9a…/at=node.example.org:7411
            """)

    @Argument(help: "The link, whole.")
    var link: String

    @OptionGroup var common: CommonOptions

    func run() throws {
        let link = try InviteLink(link)
        try common.withWorkspace { workspace in
            let before = try workspace.store.collective(link.collective)
            try workspace.store.join(link.collective, secret: link.secret)
            for address in link.addresses {
                try workspace.store.addPeer(address.description, of: link.collective, now: Moment.now)
            }
            try workspace.home.setCurrent(link.collective)
            ControlClient.wake(workspace.home)
            common.answer(
                .object([.init("collective", .string(link.collective.hex))]),
                words: "\(words(link, before)) It is your current collective now.")
            if before != nil, before?.secret == nil, link.secret != nil, ControlClient.status(workspace.home) != nil {
                Output.note("Restart `pledged serve`, which still shares it as a public one.")
            }
            if before?.charter == nil { Output.note("Its ledger is not here yet: \(nextStep(link, workspace.home)).") }
        }
    }

    /// How the ledger comes: a daemon that runs dials what the link names.
    private func nextStep(_ link: InviteLink, _ home: Home) -> String {
        let sync = "run `pledged sync \(link.addresses.first?.description ?? "HOST:PORT")`"
        guard ControlClient.status(home) != nil else { return "\(sync), or `pledged serve`" }
        return link.addresses.isEmpty
            ? "the daemon asks the nodes that it knows; to name one that has it, \(sync)"
            : "the daemon asks for it; `pledged status` tells when it is here"
    }

    private func words(_ link: InviteLink, _ before: CollectiveRow?) -> String {
        let name = link.collective.short
        guard let before else { return "Joined collective \(name)." }
        return before.secret == nil && link.secret != nil
            ? "Collective \(name) was here already, and is private from now on: this node has its secret now."
            : "Collective \(name) was here already."
    }
}
