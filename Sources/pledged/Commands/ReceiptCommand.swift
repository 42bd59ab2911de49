import ArgumentParser
import PledgeLedger

/// Prints a receipt for a pledge that was settled.
struct ReceiptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt",
        abstract: "Print a receipt for a pledge that both sides say was settled.",
        discussion: """
            It says who gave what to whom, for which project or round's pool, and which signed entries show it. A project's host \
            countersigns by endorsing one of the two words on it: `pledged endorse SETTLEMENT`.

            Examples: pledged receipt 5c01aa
                      pledged receipt 5c01aa --html receipt.html
            """)

    @Argument(help: "The pledge, by the first 6 or more digits of its id.")
    var pledge: String

    @Option(name: .long, help: ArgumentHelp(
        "Write it to this file as a page to print, or to - for standard output.", valueName: "file"))
    var html: String?

    @Flag(name: .long, help: "Write over a file of that name.")
    var replace = false

    @OptionGroup var view: ViewOptions
    @OptionGroup var chosen: CollectiveOption
    @OptionGroup var common: CommonOptions

    func run() throws {
        let moment = try view.moment()
        try common.withOneMoment { workspace in
            let collective = try workspace.chartered(chosen.collective)
            let cutoff = try moment.cutoff(in: collective, workspace)
            let receipt = try receipt(workspace, collective, cutoff)
            if let html { try OutputFile.write(ReceiptPage(receipt: receipt).text, to: html, replace: replace) }
            if html != "-" { common.answer(receipt.json(cutoff), words: receipt.words) }
        }
    }

    private func receipt(_ workspace: Workspace, _ collective: CharteredCollective, _ cutoff: Cutoff) throws -> Receipt {
        let (entry, pledge) = try workspace.pledge(self.pledge, in: collective.id)
        let found = try workspace.store.view(of: collective.id, at: cutoff) { source -> (ConfirmedPledge, Countersigning?)? in
            guard let confirmed = try ConfirmedPledge(entry.id, to: pledge.to, in: source) else { return nil }
            return (confirmed, try Countersigning(confirmed, in: source))
        }
        guard let (confirmed, countersigning) = found else {
            let why = try UncountedEntry(entry, Details(workspace.store, collective.id, at: cutoff), at: cutoff).words()
            throw CommandFault(.missing, "there is no receipt for pledge \(entry.id.short): \(why)")
        }
        return try Receipt(confirmed, countersigning, workspace, collective, cutoff)
    }
}
