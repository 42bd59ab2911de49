import ArgumentParser
import PledgeLedger

/// Switches the current collective.
struct UseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "use",
        abstract: "Choose which of your collectives commands are about.",
        discussion: "Example: pledged use 3f9a2c")

    @Argument(help: "The collective, by the first 6 or more digits of its id.")
    var id: String

    @OptionGroup var common: CommonOptions

    func run() throws {
        try common.withWorkspace { workspace in
            let id = try workspace.collectiveID(id)
            try workspace.home.setCurrent(id)
            let name = try workspace.name(of: id)
            common.answer(
                .object([.init("collective", .string(id.hex))]),
                words: "Your current collective is \(name) (\(id.short)).")
        }
    }
}
