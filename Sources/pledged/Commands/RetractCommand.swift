import ArgumentParser
import PledgeLedger

/// Takes back one's own entry.
struct RetractCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retract",
        abstract: "Take back something that you said.",
        discussion: """
            That you said it, and that you took it back, stays in the ledger. With --erase its words go too, from \
            every honest node.

            Example: pledged retract 3f9a2c --text "I lost my job"
            """)

    @Argument(help: "The entry, by the first 6 or more digits of its id.")
    var id: String

    @Flag(name: .long, help: "Ask every node to drop the entry's words as well.")
    var erase = false

    @Option(name: .long, parsing: .unconditional, help: "Why; everybody can read it.")
    var text: String?

    @OptionGroup var chosen: CollectiveOption
    @OptionGroup var signing: SigningOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let text = try text.map { try OwnWords.text($0, what: "text") }
        try common.withWorkspace { workspace in
            let collective = try workspace.chartered(chosen.collective)
            let target = try workspace.entry(id, in: collective.id, orCharter: true)
            let own = try workspace.home.authorKey().publicKey
            try check(target, own: own)
            if erase || target.retractedBy != nil {
                try refuseTwice(target, try workspace.store.listEntries(
                    in: collective.id, by: own, at: .end, isPast: false, limit: .max))
            }
            let late = try lateness(target, collective, workspace.store)
            let mind = Mind(try RetractDoubts(target, Details(workspace.store, collective.id)).words(), common)
            try mind.ask()
            let signed = try workspace.sign(
                .retract(Retract(target: target.id, erase: erase)), text: text, in: collective, signing)
            let kind = target.entry.reading.kind?.noun ?? "entry"
            try workspace.report(
                signed, "Took back your \(kind) \(target.id.short)\(erase ? ", words and all" : "")", in: collective,
                common)
            mind.remind()
            if let late { Output.note(late) }
        }
    }

    /// Why a promise that is taken back now may be owed all the same; nil where it is not, and for anything else.
    private func lateness(_ target: ListedEntry, _ collective: CharteredCollective, _ store: Store) throws -> String? {
        guard case .pledge(let pledge) = target.entry.reading.facts else { return nil }
        let facts = try store.entry(pledge.to, in: collective.id)?.entry.reading.facts
        if case .round(let round)? = facts {
            guard let lock = round.lock else { return nil }
            if Moment.now > lock { return "The round's lock is past: what you promised stays in its pool, and you still owe it." }
            return collective.charter.isWitnessed ? "It counts once a quorum of witnesses has seen it, by the round's lock, \(ISODate.text(lock))." : nil
        }
        guard !collective.charter.isWitnessed else {
            let isCovered = try store.cutoff(at: Moment.now, in: collective.id, takesUncovered: false).includes(target.entry.entry)
            return isCovered ? "A quorum of witnesses had covered it before: if what you promised to is met, you still owe it." : nil
        }
        guard case .project(let project)? = facts, let lock = project.lock, Moment.now > lock else { return nil }
        return "The project's lock is past: if it is met, you still owe what you promised."
    }

    private func check(_ target: ListedEntry, own: PublicKey) throws {
        guard target.author == own else {
            throw CommandFault(
                .notAllowed, "entry \(target.id.short) is somebody else's; you can take back your own alone")
        }
        if case .charter = target.entry.reading.facts, !erase {
            throw CommandFault(
                .notAllowed, "a charter can't be taken back: the collective stands on it; --erase drops its words alone")
        }
        if case .retract = target.entry.reading.facts, !erase {
            throw CommandFault(.badData, "a retraction can't be taken back; say the thing again instead")
        }
        guard target.standing != .aside else {
            throw CommandFault(
                .notAllowed, "entry \(target.id.short) is not in your feed any more: your key forked before it")
        }
    }

    /// What is taken back stays so: once more would say nothing new. Asking for the words to go says more.
    /// - Parameter said: the owner's own entries.
    private func refuseTwice(_ target: ListedEntry, _ said: [ListedEntry]) throws {
        let retractions = said.compactMap { listed -> Retract? in
            guard case .retract(let retract) = listed.entry.reading.facts, retract.target == target.id else { return nil }
            return retract
        }
        let isErased = target.isErased || retractions.contains { $0.erase }
        guard erase ? isErased : target.retractedBy != nil else { return }
        let hint = isErased ? "" : "; --erase drops its words too"
        throw CommandFault(
            .exists, "you took entry \(target.id.short) back already\(erase ? ", words and all" : "")\(hint)")
    }
}
