import ArgumentParser
import PledgeLedger

/// Says what became of a pledge.
struct SettleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle",
        abstract: "Say that a pledge was paid, received, refused, given back or repaid.",
        discussion: """
            Who pledged says --paid; who it was for (the project's recipient, else its stewards, else its author; a \
            round's author) says --received or --refused. Only both sides' words together keep a promise. What was given back both say is \
            --refunded, and of a loan both say --repaid. Where a part came, say so first, and then refuse the rest by its \
            amount: a refusal before that disputes what was paid. A word that contradicts your earlier one is not signed, unless --answers names the word that it is about.

            Examples: pledged settle 5c01aa --paid --text "Transfer 2027-04-11"
                      pledged settle 5c01aa --received "10 EUR"
                      pledged settle 5c01aa --refused "15 EUR"
            """)

    @Argument(help: "The pledge, by the first 6 or more digits of its id.")
    var pledge: String

    @Argument(help: "How much, such as 10 EUR; without it, all of the pledge, or of what came back all that was paid.")
    var amount: [String] = []

    @Flag(help: "What became of it.")
    var side: Side

    @Option(name: .long, help: ArgumentHelp("The other side's word that you answer.", valueName: "id"))
    var answers: String?

    @Option(name: .long, parsing: .unconditional, help: "A reference, such as that of a transfer; everybody can read it.")
    var text: String?

    @OptionGroup var chosen: CollectiveOption
    @OptionGroup var signing: SigningOptions
    @OptionGroup var common: CommonOptions

    enum Side: String, EnumerableFlag {
        case paid, received, refused, refunded, repaid

        var facts: Settle.Side {
            switch self {
            case .paid: .paid
            case .received: .received
            case .refused: .refused
            case .refunded: .refunded
            case .repaid: .repaid
            }
        }
    }

    func run() throws {
        let text = try text.map { try OwnWords.text($0, what: "text") }
        try common.withWorkspace { workspace in
            let collective = try workspace.chartered(chosen.collective)
            let (entry, pledge) = try workspace.pledge(self.pledge, in: collective.id)
            let own = try workspace.home.authorKey().publicKey
            let sides = try PledgeSides(pledge, by: entry.author, workspace.store, collective.id)
            try check(pledge, of: entry, own, sides, in: collective.id, workspace.store)
            let answered = try answers.map { try answer($0, to: entry.id, workspace, collective.id) }
            let words = try workspace.store.said(.settle, of: entry.id, in: collective.id, at: .end, \.settle)
            let settle = Settle(
                pledge: entry.id, side: side.facts, amount: try minor(of: pledge, by: own, beside: words), counter: answered)
            if let why = SettleContradiction.found(settle, to: pledge, by: own, beside: words) {
                throw CommandFault(.notAllowed, why.words(settle.side, of: pledge))
            }
            let doubts = try SettleDoubts(settle, entry, pledge, sides, beside: words, collective.id, workspace.store).words(by: own)
            let mind = Mind(doubts, common)
            try mind.ask()
            let signed = try workspace.sign(.settle(settle), text: text, in: collective, signing)
            let amount = AmountText.shown(settle.amount, unit: pledge.quantity.unit.name)
            let what = settle.amount == 0 ? "all of pledge \(entry.id.short)" : "\(amount) of pledge \(entry.id.short)"
            try workspace.report(signed, "Said that \(what) was \(side.rawValue)", in: collective, common)
            mind.remind()
        }
    }

    /// How much, in the unit's smallest part: where it isn't said, all of the pledge; of what came back, all that was
    /// paid and of which its author has not said so yet.
    private func minor(of pledge: Pledge, by own: PublicKey, beside words: [Said<Settle>]) throws -> UInt64 {
        guard !amount.isEmpty else {
            guard side == .refunded || side == .repaid else { return pledge.quantity.amount }
            let said = SettleContradiction.sum(words.filter { $0.author == own && $0.content.side == side.facts }, of: pledge)
            let paid = SettleContradiction.paid(pledge, words)
            return paid > said ? paid - said : pledge.quantity.amount
        }
        let text = amount.joined(separator: " "), amount = try Amount(text)
        guard amount.unit.canonical == pledge.quantity.unit.name else {
            throw CommandFault(.badData, "\(SafeText.quoted(text)) is not in the pledge's unit, \(AmountUnit.words(pledge.quantity.unit.name))")
        }
        guard amount.minor <= pledge.quantity.amount else {
            throw CommandFault(
                .badData, "\(amount) is more than was pledged, "
                    + AmountText.shown(pledge.quantity.amount, unit: pledge.quantity.unit.name))
        }
        return amount.minor
    }

    /// Only the two sides of a pledge have a word on it.
    private func check(
        _ pledge: Pledge, of entry: ListedEntry, _ own: PublicKey, _ sides: PledgeSides, in collective: CollectiveID, _ store: Store
    ) throws {
        if let why = sides.refusal(of: side.facts, by: own) {
            throw CommandFault(.notAllowed, sides.areBoth(own) ? why : "\(why); \(sides.words(for: own))")
        }
        if side == .paid, entry.retractedBy != nil, try isFree(pledge, entry.id, collective, store) {
            throw CommandFault(
                .notAllowed, "you took pledge \(entry.id.short) back in time, so nothing of it is to be paid; pledge anew to pay it "
                    + "all the same")
        }
        if side == .repaid, pledge.repayBy == nil {
            throw CommandFault(.badData, "pledge \(entry.id.short) is no loan; say --refunded where it was given back")
        }
    }

    /// Whether a pledge was taken back with effect, and nobody says that anything of it came.
    private func isFree(_ pledge: Pledge, _ id: EntryID, _ collective: CollectiveID, _ store: Store) throws -> Bool {
        let cutoff = try store.cutoff(at: Moment.now, in: collective, takesUncovered: true)
        let states = try store.pledgeStates(of: pledge.to, in: collective, at: cutoff)
        guard let state = states?.pledges.first(where: { $0.id == id }) else { return false }
        return state.stage == .retracted && state.words.isEmpty
    }

    private func answer(
        _ text: String, to pledge: EntryID, _ workspace: Workspace, _ collective: CollectiveID
    ) throws -> EntryID {
        let entry = try workspace.entry(text, in: collective)
        guard case .settle(let settle) = entry.entry.reading.facts, settle.pledge == pledge else {
            throw CommandFault(.badData, "entry \(entry.id.short) is no word on pledge \(pledge.short)")
        }
        return entry.id
    }
}
