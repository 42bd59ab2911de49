import ArgumentParser
import PledgeLedger

/// Tells what came of a project.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Tell what came of a project: a story, a number, what was spent.",
        discussion: """
            Anybody can report; beneficiaries say what they think of it with `pledged endorse ID --as beneficiary`.

            Example: pledged report 3f9a2c --text "It gives water" --metric households --value 41 --spent "950 EUR"
            """)

    @Argument(help: "The project, by the first 6 or more digits of its id.")
    var project: String

    @Option(name: .long, parsing: .unconditional, help: "The story, in your words.")
    var text: String?

    @Option(name: .long, help: ArgumentHelp("What was measured, such as households.", valueName: "tag"))
    var metric: String?

    @Option(name: .long, parsing: .unconditional, help: ArgumentHelp("The measure, a whole number.", valueName: "number"))
    var value: Int64?

    @Option(name: .long, help: ArgumentHelp(
        "What the measure counts, where its name does not say it: EUR, h, item:blanket. A value is in its smallest part.",
        valueName: "unit"))
    var unit: String?

    @Option(name: .long, help: ArgumentHelp("What was spent, such as 950 EUR.", valueName: "amount"))
    var spent: String?

    @Option(name: .long, help: ArgumentHelp("The day from which it is about.", valueName: "date"))
    var from: String?

    @Option(name: .long, help: ArgumentHelp("The day to which it is about.", valueName: "date"))
    var to: String?

    @OptionGroup var evidence: EvidenceOptions
    @OptionGroup var chosen: CollectiveOption
    @OptionGroup var signing: SigningOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if (metric == nil) != (value == nil) { throw ValidationError("--metric and --value go together: --metric households --value 41") }
        if unit != nil, metric == nil { throw ValidationError("--unit goes with --metric and --value: --metric saved --value 120 --unit h") }
        if text == nil, metric == nil, spent == nil {
            throw ValidationError("a report says something: give --text, or --metric with --value, or --spent")
        }
    }

    func run() throws {
        let text = try text.map { try OwnWords.text($0, what: "text") }
        if let metric, !AmountUnit.isTag(metric) {
            throw CommandFault(.badData, "\(SafeText.quoted(metric)) can't name a measure; \(AmountUnit.tagRule)")
        }
        let most = Int64(Amount.most)
        guard (-most...most).contains(value ?? 0) else {
            throw CommandFault(.badData, "--value is at most 10^15 above or below zero")
        }
        let from = try from.map { try ISODate.parse($0) }, to = try to.map { try ISODate.parse($0) }
        if let from, let to, from > to { throw CommandFault(.badData, "--from is after --to; swap them") }
        let evidence = try evidence.digests(), spent = try spent.map { try Quantity(Amount($0)) }
        let unit = try unit.map { try RoundCommand.unit($0) }
        try common.withWorkspace { workspace in
            let collective = try workspace.chartered(chosen.collective)
            let (entry, _) = try workspace.project(project, in: collective.id)
            let report = Report(
                project: entry.id, metric: metric ?? "", unit: unit, value: value ?? 0, from: from, to: to, spent: spent,
                evidence: evidence)
            let signed = try workspace.sign(.report(report), text: text, in: collective, signing)
            let title = entry.text.map { SafeText.quoted($0.title) } ?? "project \(entry.id.short)"
            // A value is in its unit's smallest part: what it was read as is said.
            let measured = report.metric.isEmpty ? "" : ": \(report.metric) \(Details.measure(report))"
            try workspace.report(signed, "Reported on \(title)\(measured)", in: collective, common)
        }
    }
}
