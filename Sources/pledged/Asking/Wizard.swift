import PledgeLedger

/// Asks for what a signing command lacks, on a terminal; says what it understood, and asks before signing.
///
/// It only puts the command's words together: nothing is kept until the command itself runs, so that whoever
/// leaves in the middle leaves nothing behind.
struct Wizard {
    private var given: GivenWords
    private let questions: [Question]
    private var understood: [String] = []

    /// Nil where nobody is at a terminal, the command asks nothing, or nothing that it needs is missing.
    init?(_ words: [String]) {
        guard Terminal.isThere, let given = GivenWords(words), let questions = Questions.of(given.command) else { return nil }
        let plain: Set<String> = ["--json", "--help", "-h"]
        guard !given.flags.contains(where: plain.contains) else { return nil }
        let lacks = questions.contains { $0.isNeeded && !given.has($0.place) && (try? $0.isAsked(given)) ?? false }
        let saysNothing = Questions.needsOne.contains(given.command) && !given.options.contains { $0.name != "--home" && $0.name != "--collective" }
        guard lacks || saysNothing else { return nil }
        self.given = given
        self.questions = questions
    }

    /// The command's words, once they were agreed to.
    /// - Throws: ``Ended`` where they were not.
    mutating func run() throws -> GivenWords {
        // What would stop the command anyway stops it before the first question.
        let collective = try collective()
        for question in questions { _ = try recalled(question) }
        for question in questions {
            if given.has(question.place) {
                understood += try recalled(question)
            } else if try question.isAsked(given) {
                try ask(question)
            }
        }
        guard !understood.isEmpty else { throw Ended.unsigned() }
        Output.answer("\n  collective: \(collective)")
        for line in understood { Output.answer("  \(line)") }
        // What no question is about is in it too.
        Output.answer("  in full: \(SafeText.shown(given.line))")
        if given.command == "pledge" { Output.answer("A promise may be legally binding; no money moves through this program.") }
        guard try Terminal.agrees("Sign this?") else { throw Ended.unsigned() }
        return given
    }

    /// The one that it will be said in.
    private func collective() throws -> String {
        if given.command == "found" { return try given.withWorkspace { _ in "a new one" } }
        return try given.withCollective { workspace, collective in
            "\(try workspace.name(of: collective.id)) (\(collective.id.short))"
        }
    }

    /// How what was given in words was understood, as of an answer; nothing where nothing was.
    private func recalled(_ question: Question) throws -> [String] {
        var before = given.without(question.place)
        let values = given.values(of: question.place)
        // Flags that contradict each other are refused by the command.
        return try values.suffix(question.isRepeated ? values.count : 1).map { value in
            defer { before.fill(question.place, value) }
            return "\(question.name): \(try question.check(value, before))"
        }
    }

    private mutating func ask(_ question: Question) throws {
        for line in try question.choices(given) { Output.answer("  \(line)") }
        var isMore = false
        while true {
            let name = isMore ? "another \(question.name)" : question.name
            let end = question.isNeeded && !isMore ? "" : "; Enter for none"
            let before = given
            do {
                guard let answer = try Terminal.ask("\(name) (\(question.hint)\(end)): ") else { throw Ended.unsigned() }
                if answer.isEmpty, !question.isNeeded || isMore { return }
                let meant = try question.check(answer, given)
                given.fill(question.place, answer)
                understood.append("\(question.name): \(meant)")
                guard question.isRepeated else { return }
                isMore = true
            } catch {
                // What can't be said is asked for again; what stops everything stops it.
                guard let failure = Failure(error) else { throw error }
                given = before
                Output.problem(failure.line)
            }
        }
    }
}
