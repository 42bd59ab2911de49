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

            Example: pledged join "pledged:3f9a…?at=node.example.org:7411"
            """)

    @Argument(help: "The link, whole and between quotation marks.")
    var link: String

    @OptionGroup var common: CommonOptions

    func run() throws {
        let link = try InviteLink(link)
        try common.withWorkspace { workspace in
            let isNew = try workspace.store.join(link.collective, secret: link.secret)
            for address in link.addresses {
                try workspace.store.addPeer(address.description, of: link.collective, now: Moment.now)
            }
            try workspace.home.setCurrent(link.collective)
            ControlClient.wake(workspace.home)
            let name = link.collective.short
            common.answer(
                .object([.init("collective", .string(link.collective.hex))]),
                words: isNew ? "Joined collective \(name). It is your current collective now."
                    : "Collective \(name) was here already. It is your current collective now.")
            if try workspace.store.collective(link.collective)?.charter == nil {
                Output.note("Its ledger is not here yet: run `pledged serve` or `pledged sync HOST:PORT`.")
            }
        }
    }
}
