import ArgumentParser
import PledgeLedger

/// Shows which problems lie deepest.
struct RootsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roots",
        abstract: "Show which problems lie deepest, by what people suffer and what they say brings it about.",
        discussion: """
            What people are affected by flows from effects to causes, along the claims and by the voices on them; where it \
            comes to rest is a root. `pledged explain ID` shows where one problem's weight came from.

            Examples: pledged roots
                      pledged roots --svg causes.svg
                      pledged roots --csv > roots.csv
            """)

    @Option(name: .long, help: ArgumentHelp(
        "Draw problems and causes to this file, or to - for standard output.", valueName: "file"))
    var svg: String?

    @Flag(name: .long, help: "Write over a file of that name.")
    var replace = false

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
        if svg == "-", csv || common.json { throw ValidationError("--svg - draws to standard output, so there is no room for --csv or --json") }
    }

    func run() throws {
        let moment = try view.moment()
        try common.withOneMoment { workspace in
            let collective = try workspace.chartered(chosen.collective)
            let cutoff = try moment.cutoff(in: collective, workspace)
            let roots = try workspace.store.rootCauses(of: collective.id, at: cutoff)
            let details = Details(workspace.store, collective.id, at: cutoff)
            let answer = RootsAnswer(roots, details, limit: limit)
            if let svg { try draw(answer, of: workspace.store.name(of: collective.id), to: svg, cutoff) }
            if svg != "-" { try show(answer) }
            Output.note(ViewNote.words(cutoff))
            if collective.charter.admission == .open { Output.note(ViewNote.open) }
        }
    }

    private func draw(_ answer: RootsAnswer, of name: String, to path: String, _ cutoff: Cutoff) throws {
        let diagram = try CauseDiagram(answer)
        guard !diagram.nodes.isEmpty else {
            throw CommandFault(
                .missing, "there is nothing to draw: nobody has claimed a cause or said what affects them; see "
                    + "`pledged help cause`")
        }
        try OutputFile.write(CauseSVG(diagram, name: name, note: ViewNote.words(cutoff)).text, to: path, replace: replace)
    }

    private func show(_ answer: RootsAnswer) throws {
        if csv {
            Output.raw(CSV(try answer.objects(), columns: CSVColumns.roots).text)
        } else if common.json {
            for object in try answer.objects() { Output.answer(object) }
        } else {
            Output.answer(try answer.lines(width: Output.width).joined(separator: "\n"))
        }
    }
}
