import ArgumentParser
import PledgeLedger

/// Shows one thing in full.
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a project with its totals, or any other entry, key or collective.",
        discussion: """
            Examples: pledged show 3f9a2c
                      pledged show pledge1…
                      pledged show 3f9a2c --at 2026-01-01
                      pledged show 3f9a2c --history
            """)

    @Argument(help: "The first 6 or more digits of an id, or a key by its first 6 or more after pledge1")
    var id: String

    @Flag(name: .long, help: "Of a project, its versions: who wrote them, who endorsed them, which one counts.")
    var history = false

    @OptionGroup var view: ViewOptions
    @OptionGroup var chosen: CollectiveOption
    @OptionGroup var common: CommonOptions

    func run() throws {
        let moment = try view.moment()
        try common.withOneMoment { workspace in
            let collective = try workspace.chartered(chosen.collective)
            let cutoff = try moment.cutoff(in: collective, workspace)
            if history { return try showHistory(workspace, collective, cutoff) }
            let lister = Lister(
                store: workspace.store, collective: collective, cutoff: cutoff, isPast: moment.isPast, limit: 1)
            switch try workspace.find(id, in: collective.id) {
            case .author(let key):
                guard try KeyAnswer.isKnown(key, workspace.store, collective.id) else {
                    throw CommandFault(.missing, "nobody with the key \(KeyText.short(key)) is known in this collective")
                }
                let answer = try KeyAnswer(key, workspace.store, collective, cutoff)
                try show(answer.json(), answer.words(), cutoff)
            case .collective(let id):
                let other = id == collective.id ? collective : try workspace.chartered(id.hex)
                try showEntry(other.id, workspace, other, moment.cutoff(in: other, workspace))
            case .entry(let id):
                guard let project = try lister.project(id, withStates: true) else {
                    return try showEntry(id, workspace, collective, cutoff)
                }
                project.entry.noteTime(at: cutoff)
                let shown = try ShownProject(project, lister.details, at: cutoff)
                try show(shown.json(), shown.words(), cutoff)
            }
        }
    }

    private func showHistory(_ workspace: Workspace, _ collective: CharteredCollective, _ cutoff: Cutoff) throws {
        let project = try workspace.project(id, in: collective.id).entry
        let revisions = try workspace.store.view(of: collective.id, at: cutoff) { try Revisions(of: project.id, in: $0) }
        guard let revisions else {
            throw CommandFault(.missing, "project \(project.id.short) was not there yet at \(ISODate.text(cutoff.time))")
        }
        let details = Details(workspace.store, collective.id, at: cutoff)
        let answer = HistoryAnswer(revisions: revisions, details: details)
        try show([.init("id", .string(project.id.hex))] + answer.json(), answer.lines().joined(separator: "\n"), cutoff)
    }

    private func showEntry(
        _ id: EntryID, _ workspace: Workspace, _ collective: CharteredCollective, _ cutoff: Cutoff
    ) throws {
        let details = Details(workspace.store, collective.id, at: cutoff)
        guard let listed = try details.listed(id) else { throw CommandFault(.missing, "entry \(id.short) is not here") }
        let shown = try ShownEntry(listed, details, at: cutoff)
        shown.answer.noteTime(at: cutoff)
        let problem = listed.entry.reading.facts?.kind == .problem ? try ProblemAnswer(id, details, at: cutoff) : nil
        let around = try problem.map { "\n\n" + (try $0.lines().joined(separator: "\n")) } ?? ""
        try show(shown.json() + (problem?.json() ?? []), shown.words() + around, cutoff)
    }

    private func show(_ fields: [JSON.Field], _ words: String, _ cutoff: Cutoff) throws {
        common.answer(
            .object(fields + ViewNote.fields(cutoff)), words: "\(words)\n\n\(ViewNote.words(cutoff))")
    }
}
