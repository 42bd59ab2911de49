import ArgumentParser
import Foundation
import GossipSim

/// Runs a simulated network: the figures as JSON on standard output, for people on standard error.
@main struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pledge-simulate",
        abstract: "Runs many nodes in one process, on a virtual clock and network.",
        discussion: """
            The same options give the same run. Leaves with 1 when a run was not good, 64 for options that do not fit.

            \(GossipSim.Options.leasts)
            """)

    @Option(help: ArgumentHelp("Nodes, hostile ones among them.", valueName: "number"))
    var nodes = 100
    @Option(help: ArgumentHelp("What all chance is drawn from.", valueName: "number"))
    var seed: UInt64 = 1
    @Option(help: ArgumentHelp("Virtual seconds in which entries are signed and faults happen.", valueName: "number"))
    var seconds = 60
    @Option(help: ArgumentHelp("What kind of trouble the run has.", valueName: "name"))
    var scenario = Scenario.calm
    @Option(help: ArgumentHelp("Seeds to be run, one after the other.", valueName: "number"))
    var runs: UInt64 = 1
    @Option(help: ArgumentHelp("Virtual seconds between two lines on how the run stands.", valueName: "number"))
    var watch: UInt64?
    @Option(help: ArgumentHelp("Virtual milliseconds between two new entries, if not the scenario's own.", valueName: "number"))
    var interval: UInt64?
    @Option(help: ArgumentHelp("Virtual seconds that a node stays up on average in churn.", valueName: "number"))
    var uptime = GossipSim.Options.usualUptime
    @Flag(help: "Probe without Lifeguard's three parts, to measure beside plain SWIM.")
    var plainSwim = false

    func validate() throws {
        try check(nodes, 2...1_000_000, "--nodes")
        try check(seconds, GossipSim.Options.fewestSeconds...86_400, "--seconds")
        try check(runs, 1...1_000_000, "--runs")
        if let interval { try check(interval, 1...86_400_000, "--interval") }
        try check(uptime, 1...86_400, "--uptime")
        if let watch { try check(watch, 1...86_400, "--watch") }
        if let why = options(seed).tooSmall { throw ValidationError(why) }
    }

    private func options(_ seed: UInt64) -> GossipSim.Options {
        GossipSim.Options(
            nodes: nodes, seed: seed, seconds: seconds, scenario: scenario, isPlainSWIM: plainSwim, interval: interval,
            uptime: uptime)
    }

    private func check<T: FixedWidthInteger>(_ number: T, _ range: ClosedRange<T>, _ name: String) throws {
        guard !range.contains(number) else { return }
        throw ValidationError("\(name) is a number from \(range.lowerBound) to \(range.upperBound), not \(number).")
    }

    func run() throws {
        var isGood = true
        for offset in 0..<runs {
            var simulation = try Simulation(options(seed &+ offset))
            let step = watch.map { $0 * 1_000 } ?? .max
            let report = simulation.run(every: step) { print($0.text, to: &StandardError.shared) }
            print(report.table, to: &StandardError.shared)
            print(report.json)
            isGood = isGood && report.isGood
        }
        if !isGood { throw ExitCode.failure }
    }
}

extension Scenario: ExpressibleByArgument {}

/// Standard error as a stream of text.
struct StandardError: TextOutputStream {
    nonisolated(unsafe) static var shared = StandardError()

    mutating func write(_ string: String) { FileHandle.standardError.write(Data(string.utf8)) }
}
