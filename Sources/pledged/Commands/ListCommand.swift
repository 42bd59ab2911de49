import ArgumentParser
import PledgeLedger

/// Lists what a collective holds.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List projects, pledges, problems, members or anything else, the newest first.",
        discussion: """
            Reviews are the newest 1000 projects, those first that the fewest others have reported on or endorsed as \
            beneficiary or expert. Forks are the proofs that somebody's key signed two different stories.

            Pledges are shown with their stage: open (nothing is decided), firm (met, until the lock), due, paid (both sides \
            say), half (one side says), disputed, defaulted (not kept in time), lapsed (not met in time, or what nobody says was \
            paid was refused), refunded, retracted. A promise whose parts have not come equally far is shown part by part, and \
            --stage finds it by any of them. \
            Endorsements are each author's latest word on each thing, and answers to others' words. Entries are the newest of \
            everybody's: what people said who are no members yet is marked `waits`, and counts for nothing so far.

            With --at, projects, rounds and problems are listed by the time that their authors claim; those that no quorum of \
            witnesses had covered at that time are marked.

            Examples: pledged list projects
                      pledged list pledges --project 3f9a2c --limit 200
                      pledged list pledges --stage due --stage defaulted
                      pledged list endorsements --on 3f9a2c
                      pledged list members --at 2026-01-01
                      pledged list pledges --csv --limit 1000000 > pledges.csv

            A --csv has the fields of --json, one column each, the same ones in the same order whatever is listed, and \
            amounts in the unit's smallest part; a cell that a spreadsheet would take for a formula gets an apostrophe before it.
            """)

    enum Subject: String, CaseIterable {
        /// All of them, for people.
        static var words: String {
            let names = allCases.map(\.rawValue)
            return "\(names.dropLast().joined(separator: ", ")) or \(names.last ?? "")"
        }

        case projects, rounds, problems, causes, pledges, settlements, reports, reviews, endorsements, members, entries, forks
    }

    @Argument(help: "What to list: \(Subject.words).")
    var listed: String

    @Option(name: .long, help: ArgumentHelp("Pledges to one project or one round's pool, or reports on a project, alone.", valueName: "id"))
    var project: String?

    @Option(name: .long, help: ArgumentHelp("Entries, pledges or endorsements of one author alone, by their key or its beginning.", valueName: "key"))
    var author: String?

    @Option(name: .long, parsing: .unconditionalSingleValue, help: ArgumentHelp(
        "Pledges alone of which all or a part is there, such as due or defaulted; can be given several times.", valueName: "stage"))
    var stage: [String] = []

    @Option(name: .customLong("on"), help: ArgumentHelp(
        "Endorsements of one thing, and answers to it, alone: an entry or a key.", valueName: "id"))
    var target: String?

    @Option(name: .long, parsing: .unconditional, help: ArgumentHelp(
        "How many to list at most.", valueName: "number"))
    var limit = 50

    @Flag(name: .long, help: "Print comma-separated values with a line of titles, for a spreadsheet.")
    var csv = false

    @OptionGroup var view: ViewOptions
    @OptionGroup var chosen: CollectiveOption
    @OptionGroup var common: CommonOptions

    /// What is listed; nil for a word that names nothing.
    private var subject: Subject? { Subject(rawValue: listed) }

    func validate() throws {
        guard subject != nil else {
            throw ValidationError("there is no list of \(SafeText.quoted(listed)); list \(Subject.words)")
        }
        guard (1...1_000_000).contains(limit) else { throw ValidationError("--limit is 1 to 1000000") }
        if csv, common.json { throw ValidationError("choose one of --csv and --json") }
        if project != nil, subject != .pledges, subject != .reports {
            throw ValidationError("--project goes with `list pledges` and `list reports` alone")
        }
        if author != nil, subject.map(Self.haveAuthors.contains) != true {
            throw ValidationError("--author goes with `list entries`, `list pledges` and `list endorsements` alone")
        }
        if !stage.isEmpty, subject != .pledges { throw ValidationError("--stage goes with `list pledges` alone") }
        if target != nil, subject != .endorsements { throw ValidationError("--on goes with `list endorsements` alone") }
        if subject == .forks, view.at != nil {
            throw ValidationError("`list forks` takes no --at: nothing says when two stories came to light, so forks are listed as they are known now")
        }
        _ = try stages()
    }

    private static let haveAuthors: Set<Subject> = [.entries, .pledges, .endorsements]

    private func stages() throws -> Set<PledgeStage> {
        Set(try stage.map { text in
            guard let stage = PledgeStage.allCases.first(where: { $0.name == text }) else {
                let names = PledgeStage.allCases.map(\.name).joined(separator: ", ")
                throw ValidationError("\(SafeText.quoted(text)) is no stage; --stage takes one of \(names)")
            }
            return stage
        })
    }

    func run() throws {
        let moment = try view.moment()
        // What is printed may wait for its reader; the ledger's log shouldn't.
        let (list, cutoff, collective) = try common.withOneMoment { workspace -> (Listing, Cutoff, CharteredCollective) in
            let collective = try workspace.chartered(chosen.collective)
            let cutoff = try moment.cutoff(in: collective, workspace)
            let lister = Lister(
                store: workspace.store, collective: collective, cutoff: cutoff, isPast: moment.isPast, limit: limit,
                isSheet: csv)
            return (try self.list(lister, workspace, collective.id), cutoff, collective)
        }
        show(list, cutoff, collective)
    }

    private func list(_ lister: Lister, _ workspace: Workspace, _ collective: CollectiveID) throws -> Listing {
        let author = try author.map { try self.author($0, workspace, collective) }
        let project = try project.map { try workspace.definition(.project, or: subject == .pledges ? .round : nil, $0, in: collective).id }
        switch subject {
        case .projects: return try lister.projects()
        case .members: return try lister.members()
        case .entries: return try lister.entries(by: author)
        case .pledges: return try lister.pledges(PledgeChoice(project: project, author: author, stages: stages()))
        case .endorsements:
            return try lister.endorsements(EndorsementChoice(target: target.map { try id($0, workspace, collective) }, author: author))
        case .rounds: return try lister.definitions(.round)
        case .problems: return try lister.definitions(.problem)
        case .causes: return try lister.mentions(.cause, of: nil)
        case .settlements: return try lister.mentions(.settle, of: nil)
        case .reports: return try lister.mentions(.report, of: project)
        case .reviews: return try lister.reviews()
        case .forks: return try lister.forks()
        case nil: throw CommandFault(.usage, "there is no list of \(SafeText.quoted(listed))")
        }
    }

    /// What can be endorsed: an entry, a key or the collective.
    private func id(_ text: String, _ workspace: Workspace, _ collective: CollectiveID) throws -> Bytes32 {
        switch try workspace.find(text, in: collective) {
        case .author(let key): key.raw
        case .entry(let id), .collective(let id): id.raw
        }
    }

    private func author(_ text: String, _ workspace: Workspace, _ collective: CollectiveID) throws -> PublicKey {
        if case .author(let key) = try workspace.find(text, in: collective) { return key }
        throw CommandFault(.missing, "\(SafeText.quoted(text)) is nobody's key; `pledged list members` shows keys")
    }

    private var isChosen: Bool { project != nil || author != nil || target != nil || !stage.isEmpty }

    private func show(_ list: Listing, _ cutoff: Cutoff, _ collective: CharteredCollective) {
        let shown = list.objects.count
        if csv {
            Output.raw(CSV(list.sheet, columns: subject.map(CSVColumns.of) ?? [], linesOf: subject.flatMap(CSVColumns.lines)).text)
        } else if common.json {
            for object in list.objects { Output.answer(object) }
        } else if shown > 0 {
            Output.answer(list.table.lines(width: Output.width).joined(separator: "\n"))
        }
        if shown == 0 { Output.note(isChosen ? "There are no such \(listed)." : "There are no \(listed) yet.") }
        if let note = list.note { Output.note(note) }
        if list.isCut {
            Output.note("Only the first \(shown) are shown; --limit \(min(shown * 10, 1_000_000)) shows more.")
        }
        if collective.row.isImporting { Output.note(ViewNote.importing) }
        Output.note(ViewNote.words(cutoff))
        if collective.charter.admission == .open { Output.note(ViewNote.open) }
    }
}

/// What a list holds: an object and a row each.
struct Listing {
    var objects: [JSON] = []
    /// The same with what a sheet has beside.
    private(set) var sheet: [JSON] = []
    var table: Table
    /// Whether there is more than was asked for.
    var isCut = false
    /// What else was left out.
    var note: String?

    init(_ columns: [Table.Column]) { table = Table(columns) }

    /// - Parameter more: what a sheet has beside.
    mutating func add(_ object: JSON, _ cells: [String], sheet more: [JSON.Field] = []) {
        objects.append(object)
        if case .object(let fields) = object { sheet.append(.object(fields + more)) }
        table.add(cells)
    }
}
