import ArgumentParser
import PledgeLedger

/// Lists the projects where a gift reaches deepest.
struct RallyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rally",
        abstract: "List projects by where the next small gift reaches deepest.",
        discussion: """
            A project's score is the root weight of the problems that it works on, for each of them on average, times \
            the share of what it asks for that is still unmet. Units are never added: a project that asks in two has two lines.

            Examples: pledged rally
                      pledged rally --csv > rally.csv
            """)

    @Option(name: .long, parsing: .unconditional, help: ArgumentHelp("How many to list at most.", valueName: "number"))
    var limit = 20

    @Flag(name: .long, help: "Print comma-separated values with a line of titles, for a spreadsheet.")
    var csv = false

    @OptionGroup var view: ViewOptions
    @OptionGroup var chosen: CollectiveOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (1...1_000_000).contains(limit) else { throw ValidationError("--limit is 1 to 1000000") }
        if csv, common.json { throw ValidationError("choose one of --csv and --json") }
    }

    func run() throws {
        let moment = try view.moment()
        try common.withOneMoment { workspace in
            let collective = try workspace.chartered(chosen.collective)
            let cutoff = try moment.cutoff(in: collective, workspace)
            let list = try workspace.store.rallyList(of: collective.id, at: cutoff)
            let places = try workspace.store.view(of: collective.id, at: cutoff) { source in
                try list.lines.prefix(limit).map { try VersionPlace(of: $0.project, in: source) ?? .only }
            }
            let details = Details(workspace.store, collective.id, at: cutoff)
            let objects = zip(list.lines, places).map { Self.json($0, $1) }
            if csv {
                let names = SheetNames(details: details)
                let titled = try zip(objects, list.lines).map { object, line -> JSON in
                    guard case .object(let fields) = object else { return object }
                    return .object(fields + (try names.title("project", line.project)))
                }
                Output.raw(CSV(titled, columns: CSVColumns.rally).text)
            } else if common.json {
                for object in objects { Output.answer(object) }
            } else if !list.lines.isEmpty {
                Output.answer(try table(list, places, details).lines(width: Output.width).joined(separator: "\n"))
            }
            if list.lines.isEmpty {
                Output.note("No project works on a problem with root weight: `pledged project --works-on`, `pledged roots`.")
            } else if list.lines.count > limit {
                Output.note("Only the first \(limit) of \(list.lines.count) are shown; --limit shows more.")
            }
            Output.note(ViewNote.words(cutoff))
            if collective.charter.admission == .open { Output.note(ViewNote.open) }
        }
    }

    private func table(_ list: RallyList, _ places: [VersionPlace], _ details: Details) throws -> Table {
        let shares = RootShares(list.problems)
        var table = Table([
            .number("rank"), .number("score"), .text("project"), .text("still wanted"), .text("of"), .number("problems"),
            .text("remark"),
        ])
        for (place, (line, version)) in zip(list.lines, places).enumerated() {
            let unit = line.unit.name
            table.add([
                "\(place + 1)", shares.percent(UInt64(clamping: line.score.floor)), try details.title(of: line.project), AmountText.shown(line.unmet, unit: unit),
                AmountText.shown(line.target, unit: unit), "\(line.addresses)",
                VersionWords.remark(version),
            ])
        }
        return table
    }

    /// One line for programs.
    static func json(_ line: RallyList.Line, _ place: VersionPlace) -> JSON {
        .known([
            .init("kind", "rally"), .init("project", .string(line.project.hex)), .init("unit", .string(line.unit.name)),
            .init("score", .string("\(line.score)")), .init("weight", .number(line.weight)),
            .init("problems", .number(line.addresses)), .init("unmet", .number(line.unmet)), .init("target", .number(line.target)),
            VersionWords.json(place).map { .init("version", $0) },
        ])
    }
}
