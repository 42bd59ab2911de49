import PledgeLedger

/// What somebody should know of an entry before they sign it.
enum Mind {
    /// Prints each doubt; on a terminal asks whether to sign all the same.
    /// - Throws: ``Ended`` where they would rather not.
    static func ask(about doubts: [String], _ common: CommonOptions) throws {
        for doubt in doubts { Output.note("Mind: \(doubt)") }
        guard !doubts.isEmpty, Terminal.isThere, !common.json else { return }
        let answer = try Terminal.ask("Sign it all the same? [y/N] ")
        guard let answer, ["y", "yes"].contains(answer.lowercased()) else {
            Output.note("Nothing was signed.")
            throw Ended(.notNow)
        }
    }
}
