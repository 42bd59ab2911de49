import PledgeLedger

/// What somebody should know of an entry that they sign.
struct Mind {
    private let doubts: [String]
    private let isAsked: Bool

    init(_ doubts: [String], _ common: CommonOptions) {
        self.doubts = doubts
        isAsked = Terminal.isThere && !common.json
    }

    private func tell() {
        for doubt in doubts { Output.note("Mind: \(doubt)") }
    }

    /// After it was signed where nobody could be asked before: so what is refused says why it is, and nothing else.
    func remind() {
        if !isAsked { tell() }
    }

    /// On a terminal prints each doubt, and asks whether to sign all the same.
    /// - Throws: ``Ended`` where they would rather not.
    func ask() throws {
        guard isAsked, !doubts.isEmpty else { return }
        tell()
        guard try Terminal.agrees("Sign it all the same?") else { throw Ended.unsigned() }
    }
}
