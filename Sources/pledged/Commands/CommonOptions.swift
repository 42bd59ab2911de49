import ArgumentParser
import Foundation
import PledgeLedger

/// What every command takes.
struct CommonOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp(
        "Your pledged folder (else PLEDGED_HOME, else the usual folder for data).", valueName: "dir"))
    var home: String?

    @Flag(name: .long, help: "Print JSON, one object a line, and everything else on standard error.")
    var json = false

    /// The home's path.
    func homePath() throws -> String {
        let path = HomeLocation.path(
            flag: home, environment: ProcessInfo.processInfo.environment,
            folder: FileManager.default.currentDirectoryPath)
        guard let path else { throw CommandFault(.usage, "no home is known: HOME isn't set; name one with --home DIR") }
        return path
    }

    /// Opens home and store for `body`, and closes the store however that ends. What `body` did stands
    /// whether or not closing works, so that nobody repeats a promise that was made.
    func withWorkspace<T>(_ body: (Workspace) throws -> T) throws -> T {
        let home = try Home(opening: homePath())
        let store = try Store(at: home.storePath)
        defer { try? store.close() }
        return try body(Workspace(home: home, store: store))
    }

    /// The same for what only looks: all that `body` says is of one moment, whoever writes meanwhile.
    func withOneMoment<T>(_ body: (Workspace) throws -> T) throws -> T {
        try withWorkspace { workspace in try workspace.store.atOneMoment { try body(workspace) } }
    }

    /// Prints an answer: JSON, or words where JSON isn't asked for.
    func answer(_ json: @autoclosure () throws -> JSON, words: @autoclosure () throws -> String) rethrows {
        if self.json { Output.answer(try json()) } else { Output.answer(try words()) }
    }
}

/// Which collective a command is about.
struct CollectiveOption: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp(
        "The collective, by the first 6 or more digits of its id (else the current one).", valueName: "id"))
    var collective: String?
}

/// When a view is taken.
struct ViewOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp(
        "As it stood at a time, such as 2026-03-01 or 2026-03-01T12:34Z (else now).", valueName: "time"))
    var at: String?

    /// When, and whether somebody chose it.
    func moment() throws -> ViewMoment {
        guard let at else { return ViewMoment(time: Moment.now, isPast: false) }
        return ViewMoment(time: try ISODate.parse(at), isPast: true)
    }
}

/// When a view is taken, before it is known by whose clocks.
struct ViewMoment {
    /// Milliseconds since the Unix epoch.
    let time: UInt64
    /// Whether somebody chose it: then only what witnesses had covered by then is in.
    let isPast: Bool

    func cutoff(in collective: CharteredCollective, _ workspace: Workspace) throws -> Cutoff {
        try workspace.store.cutoff(at: time, in: collective.id, takesUncovered: !isPast)
    }
}

/// What somebody who signs may insist on.
struct SigningOptions: ParsableArguments {
    @Flag(name: .long, help: ArgumentHelp(
        "Sign although no other node confirmed that your newest entry is here.",
        discussion: "If it isn't, your key signs two stories, and nothing it signs from there on counts."))
    var riskFork = false

    @Flag(name: .long, help: "Sign although this machine's clock seems wrong.")
    var anyClock = false

    var insistence: Signer.Insistence {
        var insistence: Signer.Insistence = []
        if riskFork { insistence.insert(.riskFork) }
        if anyClock { insistence.insert(.anyClock) }
        return insistence
    }
}

/// The clock, read in one place.
enum Moment {
    /// Milliseconds since the Unix epoch.
    static var now: UInt64 { UInt64(max(0, Date().timeIntervalSince1970 * 1_000)) }
}
