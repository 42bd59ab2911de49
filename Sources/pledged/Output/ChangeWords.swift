import PledgeLedger

extension LedgerChange {
    /// What besides new entries came about, a line each.
    var lines: [String] {
        var lines = forked.map { "fork: the key \(KeyText.short($0)) signed two stories; `pledged list forks` shows the proof" }
        if dropped > 0 { lines.append("\(Count.words(dropped, "entry", "entries")) that counted before no longer count") }
        return lines
    }
}
