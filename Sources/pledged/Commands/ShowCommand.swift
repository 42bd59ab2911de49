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
            """)

    @Argument(help: "The first 6 or more digits of an id, or a key by its first 6 or more after pledge1")
    var id: String

    @OptionGroup var view: ViewOptions
    @OptionGroup var chosen: CollectiveOption
    @OptionGroup var common: CommonOptions

    func run() throws {
        let (cutoff, isPast) = try view.cutoff()
        try common.withWorkspace { workspace in
            let collective = try workspace.chartered(chosen.collective)
            let lister = Lister(
                store: workspace.store, collective: collective, cutoff: cutoff, isPast: isPast, limit: 1)
            switch try workspace.find(id, in: collective.id) {
            case .author(let key):
                guard try KeyAnswer.isKnown(key, workspace.store, collective.id) else {
                    throw CommandFault(.missing, "nobody with the key \(KeyText.short(key)) is known in this collective")
                }
                let answer = try KeyAnswer(key, workspace.store, collective, cutoff)
                try show(answer.json(), answer.words(), cutoff)
            case .collective(let id):
                let other = id == collective.id ? collective : try workspace.chartered(id.hex)
                try showEntry(other.id, workspace, other, cutoff)
            case .entry(let id):
                guard let project = try lister.project(id, withStates: true) else {
                    return try showEntry(id, workspace, collective, cutoff)
                }
                noteTime(of: project.entry.listed, cutoff)
                try show(project.json(), project.words(), cutoff)
            }
        }
    }

    /// A view of an earlier time leaves out what its author's clock puts later.
    private func noteTime(of listed: ListedEntry, _ cutoff: Cutoff) {
        let entry = listed.entry.entry
        guard !cutoff.includes(claimed: entry.time) else { return }
        Output.note("At \(ISODate.text(cutoff.time)) this was not there yet: its author signed it at \(ISODate.text(entry.time)).")
    }

    private func showEntry(
        _ id: EntryID, _ workspace: Workspace, _ collective: CharteredCollective, _ cutoff: Cutoff
    ) throws {
        let store = workspace.store
        guard let listed = try store.listed(id, in: collective.id) else {
            throw CommandFault(.missing, "entry \(id.short) is not here")
        }
        let details = Details(people: People(store, collective.id), store: store, collective: collective.id)
        let shown = try ShownEntry(listed, details, at: cutoff)
        try show(shown.json(), shown.words(), cutoff)
    }

    private func show(_ fields: [JSON.Field], _ words: String, _ cutoff: Cutoff) throws {
        common.answer(
            .object(fields + ViewNote.fields(cutoff)), words: "\(words)\n\n\(ViewNote.words(cutoff))")
    }
}
