import ArgumentParser
import Foundation

/// The program: a ledger of promises that a collective keeps together.
@main
struct Pledged: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "pledged",
        abstract: "A ledger of promises that a community keeps together, with no office in the middle.",
        discussion: """
            No money moves through this program: it records who promised what, and what people say about it.

            To begin:
              pledged init --name "Your name"
              pledged found "Village fund"
              pledged project "Well for the school" --ask "1200 EUR" --ask "40 h digging"
              pledged pledge 3f9a2c "25 EUR"
              pledged show 3f9a2c
            """,
        version: "pledged \(version)",
        subcommands: [],
        groupedSubcommands: [
            CommandGroup(name: "Beginning:", subcommands: [
                InitCommand.self, FoundCommand.self, InviteCommand.self, JoinCommand.self, UseCommand.self,
            ]),
            CommandGroup(name: "Saying:", subcommands: [
                ProfileCommand.self, VouchCommand.self, ProblemCommand.self, CauseCommand.self, ProjectCommand.self,
                RoundCommand.self, PledgeCommand.self, SettleCommand.self, ReportCommand.self, EndorseCommand.self,
                RetractCommand.self,
            ]),
            CommandGroup(name: "Looking:", subcommands: [
                ListCommand.self, ShowCommand.self, DiffCommand.self, RootsCommand.self, RallyCommand.self,
                ExplainCommand.self, ReceiptCommand.self, StatusCommand.self, PeersCommand.self, WatchCommand.self,
            ]),
            CommandGroup(name: "Sharing:", subcommands: [
                ServeCommand.self, ConfigCommand.self, WitnessCommand.self, SyncCommand.self, ExportCommand.self,
                ImportCommand.self, BackupCommand.self, RestoreCommand.self,
            ]),
            CommandGroup(name: "Checking:", subcommands: [
                AuditCommand.self, CheckpointCommand.self, ProveCommand.self, VerifyCommand.self, CheckCommand.self,
                DoctorCommand.self, DemoCommand.self,
            ]),
        ]
    )

    static func main() async {
        // What this program writes is its owner's alone, whatever the shell's habit.
        umask(0o077)
        do {
            try Arguments.check(Arguments.bytes)
            var words = Array(CommandLine.arguments.dropFirst()), asked: GivenWords?
            if var wizard = Wizard(words) {
                asked = try wizard.run()
                words = asked?.words ?? words
            }
            var command = try parseAsRoot(words)
            if var waiting = command as? any AsyncParsableCommand {
                try await waiting.run()
            } else {
                try command.run()
            }
            if let asked { Output.note("The same without questions: \(asked.line)") }
            try Output.flush()
        } catch {
            end(error)
        }
    }

    /// Prints what went wrong, or the help that was asked for, and leaves with its exit code.
    private static func end(_ error: any Error) -> Never {
        if let ended = error as? Ended { leave(ended.ending) }
        if let failure = Failure(error) {
            Output.problem(failure.line)
            Foundation.exit(failure.ending.rawValue)
        }
        switch exitCode(for: error) {
        case .success:
            Output.answer(fullMessage(for: error))
            leave(.fine)
        case .validationFailure:
            Output.problem(Failure.usage(message: message(for: error), full: fullMessage(for: error)))
            Foundation.exit(Ending.usage.rawValue)
        default:
            Output.problem(SafeText.shown("\(error)"))
            Foundation.exit(Ending.notNow.rawValue)
        }
    }

    /// Leaves with this code, once all that was said is written.
    private static func leave(_ ending: Ending) -> Never {
        do { try Output.flush() } catch {
            Output.problem(error.description)
            Foundation.exit(error.ending.rawValue)
        }
        Foundation.exit(ending.rawValue)
    }
}
