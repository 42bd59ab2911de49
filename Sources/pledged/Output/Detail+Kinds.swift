import PledgeLedger

/// What problems, causes, rounds, settlements, reports and covers say.
extension Details {
    func of(_ problem: Problem) -> [Detail] {
        let place = problem.place.isEmpty ? [] : [
            Detail("place", "place", SafeText.shown(problem.place), .string(problem.place)),
        ]
        return place + ids("same_as", "the same as", problem.sameAs.map { [$0] } ?? [])
    }

    func of(_ cause: Cause) throws -> [Detail] {
        [
            try entry("cause", "cause", cause.cause), try entry("effect", "brings about", cause.effect),
            Detail("strength", "strength", "\(cause.strength) of 3", .number(cause.strength)),
        ] + evidence(cause.evidence)
    }

    func of(_ round: Round) -> [Detail] {
        var details = [Detail("pool_unit", "the pool is in", AmountUnit.words(round.poolUnit.name), .string(round.poolUnit.name))]
        if let rule = round.rules.rule {
            details.append(Detail("rule", "split by", rule.words, .string(rule.words)))
        }
        if round.rules.cap > 0 { details.append(amount("cap", "a pair draws less than twice", round.rules.cap, round.poolUnit)) }
        if round.rules.step > 0 { details.append(amount("step", "shares grow by", round.rules.step, round.poolUnit)) }
        return details + ids("eligible", "between", round.eligible) + time("lock", "counts until", round.lock)
    }

    func of(_ settle: Settle) throws -> [Detail] {
        let unit = try pledge(settle.pledge)?.quantity.unit
        var details = [try entry("pledge", "about", settle.pledge), Detail("side", "was", "\(settle.side)", .string("\(settle.side)"))]
        if settle.amount > 0 {
            let words = unit.map { AmountText.shown(settle.amount, unit: $0.name) } ?? "\(settle.amount) of its smallest unit"
            details.append(Detail("amount", "amount", words, .number(settle.amount)))
        }
        return details + ids("counter", "answers", settle.counter.map { [$0] } ?? [])
    }

    func of(_ report: Report) throws -> [Detail] {
        var details = [try entry("project", "on", report.project)]
        if !report.metric.isEmpty {
            let value = Self.measure(report)
            details.append(Detail("metric", "measured", report.metric, .string(report.metric)))
            details.append(Detail("value", "value", value, .number(report.value)))
            if let unit = report.unit { details.append(Detail("unit", "unit", AmountUnit.words(unit.name), .string(unit.name))) }
        }
        details += time("from", "from", report.from) + time("to", "to", report.to)
        if let spent = report.spent {
            details.append(Detail(
                "spent", "spent", AmountText.shown(spent.amount, unit: spent.unit.name), .object(Self.quantity(spent))))
        }
        return details + evidence(report.evidence)
    }

    /// What was measured, in its unit where it has one.
    static func measure(_ report: Report) -> String {
        report.unit.map { AmountText.shown(report.value, unit: $0.name) } ?? "\(report.value)"
    }

    func of(_ witness: Witness) throws -> [Detail] {
        let covers = witness.covers.map { cover in
            JSON.object([
                .init("author", .string(KeyText.author(cover.author))), .init("seq", .number(cover.seq)),
                .init("id", .string(cover.id.hex)),
            ])
        }
        return [try key("key", "witness", witness.key)] + time("covered_at", "at", witness.time)
            + [Detail("covers", "held", Count.words(witness.covers.count, "feed", "feeds"), .array(covers))]
    }

    private func evidence(_ hashes: [Digest]) -> [Detail] {
        guard !hashes.isEmpty else { return [] }
        let words = hashes.map { "SHA-256 \($0.hex.prefix(12))…" }.joined(separator: ", ")
        return [Detail("evidence", "evidence", words, .array(hashes.map { .string($0.hex) }))]
    }

    private func amount(_ field: String, _ label: String, _ amount: UInt64, _ unit: PledgeLedger.Unit) -> Detail {
        Detail(field, label, AmountText.shown(amount, unit: unit.name), .number(amount))
    }

    func pledge(_ id: EntryID) throws -> Pledge? {
        guard case .pledge(let pledge) = try store.entry(id, in: collective)?.entry.reading.facts else { return nil }
        return pledge
    }
}

extension Kind {
    /// Whether the first line of the entry's text is its title.
    var isTitled: Bool { [.charter, .project, .round, .problem].contains(self) }
}

extension SplitRule {
    var words: String {
        switch self {
        case .matching: "matching"
        case .equalShares: "equal-shares"
        }
    }
}
