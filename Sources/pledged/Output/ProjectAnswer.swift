import PledgeLedger

/// A project with its totals and what people think of it, as `show` and `list` print it.
struct ProjectAnswer {
    let entry: EntryAnswer
    let project: Project
    /// Nil where the project is in no view: its author waits, and nobody who counts named it.
    let totals: ProjectTotals?
    let tally: Tally
    /// How far its promises have come; nil where that was not asked for.
    var states: StatesAnswer?
    /// What people without a voice say of it, where that was asked for.
    var unheard = UnheardWords()

    /// Each ask with what is pledged to it.
    var asks: [ProjectTotals.AskTotal] {
        (totals ?? ProjectTotals(none: entry.listed.id, project)).asks
    }

    // MARK: for programs

    func json() throws -> [JSON.Field] {
        var fields = try entry.json()
        fields.append(.init("asks", .array(asks.map(json))))
        fields.append(.init("people", .number(totals?.people ?? 0)))
        fields.append(.init("for", .number(tally.inFavour)))
        fields.append(.init("against", .number(tally.against)))
        fields.append(.init("endorsements", .array(Self.json(tally))))
        return fields
    }

    private func json(_ total: ProjectTotals.AskTotal) -> JSON {
        let ask = total.ask
        let stages: [JSON.Field?] = states?.json(ask: ask.number) ?? []
        return .known([
            .init("ask", .number(ask.number)), .init("unit", .string(ask.unit.name)),
            .init("min", .number(ask.minimum)), .init("target", .number(ask.target)),
            ask.tag.isEmpty ? nil : .init("tag", .string(ask.tag)),
            .init("pledged", .number(total.pledged)), .init("pledges", .number(total.pledges)),
        ] + stages)
    }

    static func json(_ tally: Tally) -> [JSON] {
        tally.people.sorted { $0.key > $1.key }.map { stance, people in
            .known([
                .init("stance", .number(stance.stance)),
                stance.standing == .unspecified ? nil : .init("as", .string("\(stance.standing)")),
                .init("people", .number(people)),
            ])
        }
    }

    // MARK: for people

    /// The title, or what stands in for it.
    var title: String {
        let title = entry.listed.text?.title ?? ""
        if !title.isEmpty { return SafeText.shown(title) }
        return entry.listed.isErased ? "(title erased)" : "(title not here yet)"
    }

    func words() throws -> String {
        var lines = try [title, entry.headline()] + entry.remarks() + [""] + askLines()
        lines += try states?.lines() ?? []
        let people = totals?.people ?? 0
        lines.append("\(people) \(people == 1 ? "person has" : "people have") pledged; a promise is no payment yet")
        lines += try Self.lines(tally, unheard)
        lines += try entry.detailLines()
        let body = entry.listed.text?.body ?? ""
        if !body.isEmpty { lines += ["", SafeText.shownLines(body)] }
        return lines.joined(separator: "\n")
    }

    /// What an ask's bar shows: what is backed of it, where that is known; else all that is pledged.
    func reached(_ total: ProjectTotals.AskTotal) -> UInt128 { states?.backed(ask: total.ask.number) ?? total.pledged }

    private func askLines() -> [String] {
        let backing: [Table.Column] = states == nil ? [] : [.text("backed")]
        var table = Table([.number("ask"), .text("wanted"), .text("pledged")] + backing + [.text("progress"), .number("pledges")])
        for total in asks {
            let ask = total.ask
            let target = AmountText.shown(ask.target, unit: ask.unit.name)
            let backed = states.map { [AmountText.shown($0.backed(ask: ask.number), unit: ask.unit.name)] } ?? []
            table.add([
                "\(ask.number)", ask.tag.isEmpty ? target : "\(target) \(ask.tag)",
                AmountText.shown(total.pledged, unit: ask.unit.name),
            ] + backed + [
                ProgressBar.text(reached(total), of: UInt128(ask.target), isUnicode: Output.isUnicode), "\(total.pledges)",
            ])
        }
        return table.lines()
    }

    /// The asks in one cell of a list: `240.00 EUR of 1200.00 EUR (20 %) and 60.00 EUR not backed, 2 h of 40 h (5 %)`.
    /// What is backed is told where it is known; a share of what nobody may be able to carry says nothing.
    var shortAsks: String {
        asks.map { total in
            let unit = total.ask.unit.name, reached = reached(total), rest = total.pledged - min(reached, total.pledged)
            let part = ProgressBar.share(reached, of: UInt128(total.ask.target), parts: 100) ?? 0
            let unbacked = rest > 0 ? " and \(AmountText.shown(rest, unit: unit)) not backed" : ""
            let words = "\(AmountText.shown(reached, unit: unit)) of \(AmountText.shown(total.ask.target, unit: unit))"
            return states == nil && total.pledges > 0 ? "\(words) pledged, backed or not" : "\(words) (\(part) %)\(unbacked)"
        }.joined(separator: ", ")
    }

    /// Who stands for and against, and as what, and who says so without a voice.
    static func lines(_ tally: Tally, _ unheard: UnheardWords) throws -> [String] {
        try lines(tally, unheard.isEmpty ? "nobody" : "nobody with a voice") + unheard.lines()
    }

    private static func lines(_ tally: Tally, _ nobody: String) -> [String] {
        guard !tally.people.isEmpty else { return ["\(nobody) has endorsed it yet"] }
        var lines = ["\(tally.inFavour) for, \(tally.against) against"]
        // Where all say so plainly and as nobody in particular, that is all that there is to say.
        if tally.people.keys.allSatisfy({ $0.standing == .unspecified && abs($0.stance) == 1 }) { return lines }
        for (stance, people) in tally.people.sorted(by: { $0.key > $1.key }) {
            let standing = stance.standing == .unspecified ? "" : " as \(stance.standing)"
            lines.append("  \(people) \(Details.words(stance: stance.stance))\(standing)")
        }
        return lines
    }
}
