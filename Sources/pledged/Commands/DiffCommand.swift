import ArgumentParser
import PledgeLedger

/// Shows two versions of a project side by side.
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what differs between two versions of a project: terms, and words.",
        discussion: """
            Lines that went begin with -, those that came with +; in a line that changed, words that went stand in \
            [-…-] and those that came in {+…+}. `pledged show PROJECT --history` lists the versions.

            Example: pledged diff 3f9a2c 81be04
            """)

    @Argument(help: "The earlier version, by the first 6 or more digits of its id.")
    var old: String

    @Argument(help: "The later version.")
    var new: String

    @OptionGroup var chosen: CollectiveOption
    @OptionGroup var common: CommonOptions

    func run() throws {
        try common.withOneMoment { workspace in
            let collective = try workspace.chartered(chosen.collective)
            let (first, earlier) = try workspace.project(old, in: collective.id)
            let (second, later) = try workspace.project(new, in: collective.id)
            guard first.id != second.id else {
                throw CommandFault(.badData, "both are project \(first.id.short); name two versions of it")
            }
            let details = Details(
                people: People(workspace.store, collective.id), store: workspace.store, collective: collective.id)
            let difference = try VersionDifference(
                .init(listed: first, project: earlier), .init(listed: second, project: later), details)
            common.answer(.object(difference.json()), words: difference.lines().joined(separator: "\n"))
        }
    }
}
