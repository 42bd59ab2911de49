import ArgumentParser
import PledgeLedger

/// Shows how a view came to its result.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show where a result comes from: totals, a promise, a round's split, a problem's or a claim's weight, a membership.",
        discussion: """
            Of a project it prints which pledges make up each number, and what each still lacks; of a round every \
            promise and term of the matching, or the equal shares round by round with who endorses what; of a problem, what brought its root weight and what it \
            passed on, and who said so; of a claim of a cause, whose voices it has and what it carries; of a key, the chains of vouches down to the founders, or which vouches it lacks, and \
            which promises its record is made of; of a promise, what backs it, whose covers saw it and who said what of it. \
            And of each what would change it.

            Examples: pledged explain 3f9a2c
                      pledged explain 3f9a2c --project 81be04
                      pledged explain pledge1…
            """)

    @Argument(help: "A project, pledge, round, problem or cause by the first 6 or more digits of its id, or a key.")
    var id: String

    @Option(name: .long, help: ArgumentHelp("Of a round, one project's part alone.", valueName: "id"))
    var project: String?

    @OptionGroup var view: ViewOptions
    @OptionGroup var chosen: CollectiveOption
    @OptionGroup var common: CommonOptions

    func run() throws {
        let moment = try view.moment()
        try common.withOneMoment { workspace in
            let collective = try workspace.chartered(chosen.collective)
            let cutoff = try moment.cutoff(in: collective, workspace)
            let details = Details(workspace.store, collective.id, at: cutoff)
            let found = try workspace.find(id, in: collective.id)
            try refuseProject(with: found, details)
            switch found {
            case .author(let key): try explain(key, collective, details, cutoff)
            case .entry(let id): try explain(id, workspace, details, cutoff)
            case .collective: throw Self.unknown("a collective")
            }
        }
    }

    /// Only a round has parts by project.
    private func refuseProject(with found: Finding, _ details: Details) throws {
        guard project != nil else { return }
        if case .entry(let id) = found, try details.store.entry(id, in: details.collective)?.entry.reading.kind == .round { return }
        throw CommandFault(.badData, "--project goes with a round alone; \(SafeText.quoted(id)) is none, so leave it out")
    }

    private func explain(
        _ key: PublicKey, _ collective: CharteredCollective, _ details: Details, _ cutoff: Cutoff
    ) throws {
        guard collective.charter.admission == .vouched else {
            throw CommandFault(.badData, "this collective is open: everybody who comes is in; \(ViewNote.open)")
        }
        let witness = try witnessLines(key, collective, details)
        let record = try RecordExplanation(of: key, details, at: cutoff), fork = try ForkExplanation(of: key, details)
        let (chains, received) = try details.store.membership(of: key, in: collective.id, at: cutoff)
        guard let chains else {
            guard try KeyAnswer.isKnown(key, details.store, collective.id) else {
                throw CommandFault(.missing, "nobody with the key \(KeyText.short(key)) is known in this collective")
            }
            let answer = NonMemberExplanation(key: key, received: received, people: details.people)
            return try show(answer.json() + fork.json() + record.json(), witness + answer.lines() + fork.lines() + record.lines(), cutoff)
        }
        let answer = MembershipExplanation(
            chains: chains, people: details.people, charter: collective.charter, received: received)
        try show(answer.json() + fork.json() + record.json(), witness + answer.lines() + fork.lines() + record.lines(), cutoff)
    }

    /// What a witness is there for; none of anybody else.
    private func witnessLines(_ key: PublicKey, _ collective: CharteredCollective, _ details: Details) throws -> [String] {
        guard collective.charter.witnesses.contains(key) else { return [] }
        let count = collective.charter.witnesses.count
        return [
            "\(try details.people.name(key)) is a witness: the charter names \(count == 1 ? "this one alone" : "\(count) of them"), and what "
                + "\(collective.charter.quorum) of them cover\(collective.charter.quorum == 1 ? "s" : "") counts as there by then. That gives no "
                + "voice; vouches do.", "",
        ]
    }

    private func explain(_ id: EntryID, _ workspace: Workspace, _ details: Details, _ cutoff: Cutoff) throws {
        switch try details.store.entry(id, in: details.collective)?.entry.reading.facts {
        case .round:
            guard let answer = try RoundAnswer(id, details, cutoff) else { return try explain(uncounted: id, details, cutoff) }
            let only = try project.map { try workspace.project($0, in: details.collective).entry.id }
            let explanation = try RoundExplanation(answer, only: only)
            try show(explanation.json(), explanation.lines(), of: id, details, cutoff)
        case .problem:
            let roots = try details.store.rootCauses(of: details.collective, at: cutoff)
            let standing = try ProblemStanding(id, roots, details, at: cutoff)
            guard let answer = ProblemExplanation(standing, roots, details) else { return try explain(uncounted: id, details, cutoff) }
            let voices = try ProblemVoices(standing, details, at: cutoff)
            let gone = try details.listed(id)?.retractedBy.map {
                ["taken back by its author (entry \($0.short)); what is said of it counts all the same"]
            } ?? []
            try show(answer.json() + voices.json(), gone + answer.lines() + [""] + voices.lines(), of: id, details, cutoff)
        case .cause:
            let roots = try details.store.rootCauses(of: details.collective, at: cutoff)
            guard let answer = try ClaimExplanation(id, roots, details, at: cutoff) else { return try explain(uncounted: id, details, cutoff) }
            try show(answer.json(), answer.lines(), of: id, details, cutoff)
        case .project: try explain(project: id, nil, details, cutoff)
        case .pledge(let pledge):
            if let pool = try details.store.poolPledges(to: pledge.to, in: details.collective, at: cutoff) {
                try explain(pool.first { $0.pledge.id == id }, id, details, cutoff)
            } else {
                try explain(project: pledge.to, id, details, cutoff)
            }
        case let facts?: throw Self.unknown(facts.kind.oneNoun)
        case nil: try explain(uncounted: id, details, cutoff)
        }
    }

    /// - Parameter pledge: the one to explain; nil for all.
    private func explain(project: EntryID, _ pledge: EntryID?, _ details: Details, _ cutoff: Cutoff) throws {
        guard let answer = try StatesExplanation(of: project, only: pledge, details, at: cutoff) else {
            return try explain(uncounted: pledge ?? project, details, cutoff)
        }
        try show(answer.json(), answer.lines(), of: pledge ?? project, details, cutoff)
    }

    /// - Parameter pledge: to a round; nil where it is not in the view.
    private func explain(_ pledge: PoolPledge?, _ id: EntryID, _ details: Details, _ cutoff: Cutoff) throws {
        guard let pledge else { return try explain(uncounted: id, details, cutoff) }
        let answer = PoolAnswer(pledge: pledge, details: details), unit = pledge.pledge.content.quantity.unit.name
        try show([.init("pledge", .string(id.hex)), .init("round", .string(pledge.pledge.content.to.hex))] + answer.json(),
            [answer.line(isShort: true)] + answer.lines() + (BackingAnswer(of: id, in: unit, details, at: cutoff)?.lines() ?? []), of: id, details, cutoff)
    }

    /// What is in no view has no number to explain, but a reason.
    private func explain(uncounted id: EntryID, _ details: Details, _ cutoff: Cutoff) throws {
        guard let answer = try UncountedEntry(id, details, at: cutoff) else {
            throw CommandFault(.missing, "entry \(id.short) is not here")
        }
        try show(answer.json(), answer.lines(), cutoff)
    }

    /// Shows an entry's number. Of a time before the entry was there it says that it was not: what the number is made of
    /// has a view all the same, where witnesses had not covered the entry yet.
    private func show(
        _ fields: @autoclosure () throws -> [JSON.Field], _ lines: @autoclosure () throws -> [String], of id: EntryID,
        _ details: Details, _ cutoff: Cutoff
    ) throws {
        if let listed = try details.listed(id) { EntryAnswer(listed: listed, details: details).noteTime(at: cutoff) }
        try show(fields(), lines(), cutoff)
    }

    private func show(
        _ fields: @autoclosure () throws -> [JSON.Field], _ lines: @autoclosure () throws -> [String], _ cutoff: Cutoff
    ) rethrows {
        try common.answer(
            .object(fields() + ViewNote.fields(cutoff)), words: "\(lines().joined(separator: "\n"))\n\n\(ViewNote.words(cutoff))")
    }

    private static func unknown(_ what: String) -> CommandFault {
        CommandFault(.badData, "\(what) has nothing to explain; name a project, a pledge, a round, a problem, a cause or a key")
    }
}
