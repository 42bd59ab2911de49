import PledgeLedger

/// What is around a project, as `show` prints it below the project itself.
struct SurroundingsAnswer {
    let surroundings: ProjectSurroundings
    let revisions: Revisions
    let project: ListedEntry
    let details: Details

    /// Names are printed up to this many, reports and words too; programs get all.
    private static let most = 5

    // MARK: for programs

    func json() -> [JSON.Field] {
        [
            .init("current_version", revisions.current.map { .string($0.hex) } ?? .null),
            .init("offers", .array(surroundings.offers.map { offer in
                .object([
                    .init("ask", .number(offer.ask)), .init("skill", .string(offer.skill)),
                    .init("people", .array(offer.people.map { .string(KeyText.author($0)) })),
                ])
            })),
            .init("also_on", .array(surroundings.neighbours.map { other in
                .object([
                    .init("project", .string(other.project.hex)), .init("problems", .array(other.problems.map { .string($0.hex) })),
                ])
            })),
            .init("reports", .array(surroundings.reports.map { report in
                .object([
                    .init("id", .string(report.id.hex)), .init("author", .string(KeyText.author(report.author))),
                    .init("time", .number(report.time)), .init("evidence", .number(report.report.evidence.count)),
                    .init("voices", .array(report.voices.map { Self.json($0) })),
                ])
            })),
            .init("beneficiaries", .array(surroundings.beneficiaries.map { word in
                Self.json(word, [.init("replies", .array(replies(to: word).map { Self.json($0) }))])
            })),
            .init("reviews", .number(surroundings.reviews(ofProjectBy: project.author))),
        ]
    }

    /// What stewards said to a beneficiary.
    func replies(to word: StandingWord) -> [StandingWord] { surroundings.replies[word.id] ?? [] }

    private static func json(_ word: StandingWord, _ more: [JSON.Field] = []) -> JSON {
        .known([
            .init("id", .string(word.id.hex)), .init("author", .string(KeyText.author(word.author))),
            .init("stance", .number(word.stance.stance)),
            word.stance.standing == .unspecified ? nil : .init("as", .string("\(word.stance.standing)")),
        ] + more)
    }

    // MARK: for people

    func lines() throws -> [String] {
        try versionLines() + offerLines() + neighbourLines() + reportLines() + beneficiaryLines() + reviewLines()
    }

    private func versionLines() throws -> [String] {
        guard revisions.versions.count > 1 else { return [] }
        let id = project.id, count = Count.words(revisions.versions.count, "version", "versions")
        let more = "; `pledged show \(id.short) --history`"
        if revisions.standings[id]?.counts == false {
            return ["one of \(count), and does not count as such\(more)"]
        }
        guard let current = revisions.current, current != id else { return ["the current one of \(count)\(more)"] }
        return ["one of \(count); what counts now is \(try details.title(of: current))\(more)"]
    }

    private func offerLines() throws -> [String] {
        try surroundings.offers.map { offer in
            offer.people.isEmpty ? "ask \(offer.ask): nobody offers \(offer.skill) yet (`pledged profile --skill \(offer.skill)`)"
                : "ask \(offer.ask): \(offer.skill) is offered by \(try names(offer.people))"
        }
    }

    private func names(_ people: [PublicKey]) throws -> String {
        let names = try people.prefix(Self.most).map { try details.people.name($0) }.joined(separator: ", ")
        return people.count > Self.most ? "\(names) and \(people.count - Self.most) more" : names
    }

    private func neighbourLines() throws -> [String] {
        let shown = try surroundings.neighbours.prefix(Self.most).map { other in
            let problems = try other.problems.map { try details.title(of: $0) }.joined(separator: ", ")
            return "  \(try details.title(of: other.project)), on \(problems)"
        }
        guard let first = surroundings.neighbours.first else { return [] }
        let more = surroundings.neighbours.count - shown.count
        return ["others on the same problem; a promise can hang on both (`pledged pledge … --with \(first.project.short)`):"] + shown
            + (more > 0 ? ["  and \(more) more"] : [])
    }

    private func reportLines() throws -> [String] {
        let reports = surroundings.reports
        guard !reports.isEmpty else { return [] }
        let evidence = surroundings.evidence == 0 ? "no evidence"
            : Count.words(surroundings.evidence, "piece of evidence", "pieces of evidence")
        var lines = ["\(Count.words(reports.count, "report", "reports")), \(evidence):"]
        for report in reports.prefix(Self.most) {
            lines.append("  \(ISODate.day(report.time)) by \(try details.people.name(report.author)): \(try words(report))")
            lines += try report.voices.prefix(Self.most).map { "    \(try details.words($0))" }
            lines += try UnheardWords(on: report.id.raw, details, at: details.cutoff).lines().map { "    \($0)" }
        }
        if reports.count > Self.most { lines.append("  and \(reports.count - Self.most) more: `pledged list reports --project \(project.id.short)`") }
        return lines
    }

    private func words(_ report: ProjectSurroundings.ReportVoices) throws -> String {
        let measured = report.report.metric.isEmpty ? nil : "\(report.report.metric) \(Details.measure(report.report))"
        let spent = report.report.spent.map { "\(AmountText.shown($0.amount, unit: $0.unit.name)) spent" }
        let story = try details.said(report.id)
        let parts = [story, measured, spent].compactMap { $0 }
        return parts.isEmpty ? report.id.short : "\(parts.joined(separator: ", ")) (\(report.id.short))"
    }

    private func beneficiaryLines() throws -> [String] {
        let words = surroundings.beneficiaries
        guard !words.isEmpty else { return [] }
        let inFavour = words.count { $0.stance.stance > 0 }, against = words.count { $0.stance.stance < 0 }
        let shown = try words.prefix(Self.most).flatMap { word in
            ["  \(try details.words(word))"] + (try replies(to: word).prefix(Self.most).map { "    in reply, \(try details.words($0))" })
        }
        return ["those it is for: \(inFavour) for, \(against) against"] + shown
            + (words.count > Self.most ? ["  and \(words.count - Self.most) more"] : [])
    }

    private func reviewLines() -> [String] {
        surroundings.reviews(ofProjectBy: project.author) == 0
            ? ["under-reviewed: nobody but its author has reported, no beneficiary or expert has endorsed it or spoken against it"] : []
    }
}
