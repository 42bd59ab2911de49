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

            Examples: pledged list projects
                      pledged list pledges --project 3f9a2c --limit 200
                      pledged list members --at 2026-01-01
                      pledged list pledges --csv --limit 1000000 > pledges.csv

            A --csv has the fields of --json, one column each, amounts in the unit's smallest part; a cell that a \
            spreadsheet would take for a formula gets an apostrophe before it.
            """)

    enum Subject: String, CaseIterable {
        /// All of them, for people.
        static var words: String {
            let names = allCases.map(\.rawValue)
            return "\(names.dropLast().joined(separator: ", ")) or \(names.last ?? "")"
        }

        case projects, rounds, problems, causes, pledges, settlements, reports, reviews, members, entries, forks
    }

    @Argument(help: "What to list: \(Subject.words).")
    var listed: String

    @Option(name: .long, help: ArgumentHelp("Pledges to one project, or reports on it, alone.", valueName: "id"))
    var project: String?

    @Option(name: .long, help: ArgumentHelp("Entries of one author alone, by their key or its beginning.", valueName: "key"))
    var author: String?

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
        if author != nil, subject != .entries { throw ValidationError("--author goes with `list entries` alone") }
    }

    func run() throws {
        let moment = try view.moment()
        try common.withWorkspace { workspace in
            let collective = try workspace.chartered(chosen.collective)
            let cutoff = try moment.cutoff(in: collective, workspace)
            let lister = Lister(
                store: workspace.store, collective: collective, cutoff: cutoff, isPast: moment.isPast, limit: limit)
            let list = switch subject {
            case .projects: try lister.projects()
            case .members: try lister.members()
            case .entries: try lister.entries(by: try author.map { try self.author($0, workspace, collective.id) })
            case .pledges:
                try lister.pledges(to: try project.map { try workspace.project($0, in: collective.id).entry.id })
            case .rounds: try lister.definitions(.round)
            case .problems: try lister.definitions(.problem)
            case .causes: try lister.mentions(.cause, of: nil)
            case .settlements: try lister.mentions(.settle, of: nil)
            case .reports:
                try lister.mentions(.report, of: try project.map { try workspace.project($0, in: collective.id).entry.id })
            case .reviews: try lister.reviews()
            case .forks: try lister.forks()
            case nil: throw CommandFault(.usage, "there is no list of \(SafeText.quoted(listed))")
            }
            show(list, cutoff, collective)
        }
    }

    private func author(_ text: String, _ workspace: Workspace, _ collective: CollectiveID) throws -> PublicKey {
        if case .author(let key) = try workspace.find(text, in: collective) { return key }
        throw CommandFault(.missing, "\(SafeText.quoted(text)) is nobody's key; `pledged list members` shows keys")
    }

    private func show(_ list: Listing, _ cutoff: Cutoff, _ collective: CharteredCollective) {
        let shown = list.objects.count
        if csv {
            if shown > 0 { Output.raw(CSV(list.objects).text) }
        } else if common.json {
            for object in list.objects { Output.answer(object) }
        } else if shown > 0 {
            Output.answer(list.table.lines(width: Output.width).joined(separator: "\n"))
        }
        if shown == 0 { Output.note("There are no \(listed) yet.") }
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
    var table: Table
    /// Whether there is more than was asked for.
    var isCut = false

    init(_ columns: [Table.Column]) { table = Table(columns) }

    mutating func add(_ object: JSON, _ cells: [String]) {
        objects.append(object)
        table.add(cells)
    }
}
