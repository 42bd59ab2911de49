import PledgeLedger

/// What each signing command asks, checked by what checks its flags.
enum Questions {
    /// Commands that need something said, whatever of it.
    static let needsOne: Set<String> = ["profile"]

    /// Nil for commands that sign nothing.
    static func of(_ command: String) -> [Question]? {
        switch command {
        case "found": [title("name"), text("--purpose", "purpose")]
        case "profile": profile
        case "vouch": [key, level.optional, text("--text", "why")]
        case "problem": [title("title"), place.optional, text("--text", "what it is like")]
        case "cause":
            [reference(0, .problem, "cause"), reference(1, .problem, "effect", isNot: 0), strength.optional, text("--text", "why")]
        case "project": [title("title"), ask, works.optional, lock.optional, text("--text", "what it is about")]
        case "round": [title("title"), unit, rule.optional, bound.optional, text("--text", "terms")]
        case "pledge": pledge
        case "settle": [reference(0, .pledge, "pledge"), side, part.optional, text("--text", "reference")]
        case "report": [reference(0, .project, "project"), measured.optional, story]
        case "endorse": [target, side(of: ["against", "neither"]).optional, standing.optional, text("--text", "why")]
        case "retract": [own, text("--text", "why")]
        default: nil
        }
    }

    private static func title(_ name: String) -> Question {
        Question(.argument(0), name, "a few words") { answer, _ in SafeText.quoted(try OwnWords.line(answer, what: name)) }
    }

    private static func text(_ option: String, _ name: String) -> Question {
        Question(.option(option), name, "everybody can read it", isNeeded: false) { answer, _ in
            SafeText.quoted(try OwnWords.text(answer, what: "text"))
        }
    }

    private static var story: Question {
        Question(
            .option("--text"), "what came of it", "everybody can read it",
            isAsked: { $0.option("--metric") == nil && $0.option("--spent") == nil }
        ) { answer, _ in
            let words = try OwnWords.text(answer, what: "text")
            guard !words.isEmpty else { throw CommandFault(.badData, "a report says something; write a few words") }
            return SafeText.quoted(words)
        }
    }

    private static var profile: [Question] {
        [
            Question(.option("--name"), "name", "what you go by", isNeeded: false) { answer, _ in
                SafeText.quoted(try OwnWords.line(answer, what: "name"))
            },
            text("--about", "about"),
            Question(.option("--capacity"), "what you can carry in all", "such as 500 EUR or 20 h", isNeeded: false, isRepeated: true) {
                answer, given in
                let before = given.options.filter { $0.name == "--capacity" }.map(\.value)
                let last = try ProfileCommand.capacity(before + [answer]).last
                return last.map { $0.amount == 0 ? "none in \(AmountUnit.words($0.unit.name))" : AmountText.shown($0.amount, unit: $0.unit.name) } ?? answer
            },
            Question(.option("--skill"), "skill", "a tag such as carpentry", isNeeded: false, isRepeated: true) { answer, _ in
                guard AmountUnit.isTag(answer) else {
                    throw CommandFault(.badData, "\(SafeText.quoted(answer)) can't name a skill; \(AmountUnit.tagRule)")
                }
                return answer
            },
        ]
    }

    private static var key: Question {
        Question(.argument(0), "key", "pledge1…, of somebody whom you know") { answer, given in
            try given.withCollective { workspace, collective in
                let key = try workspace.goodKey(answer, in: collective.id)
                return try People(workspace.store, collective.id).name(key)
            }
        }
    }

    /// An entry of one kind, by the beginning of its id, with the newest to choose from.
    /// - Parameter earlier: the place of a problem that it can't be.
    private static func reference(
        _ place: Int, _ kind: Kind, or other: Kind? = nil, _ name: String, isNot earlier: Int? = nil
    ) -> Question {
        Question(.argument(place), name, "the first 6 or more digits of its id", choices: { try newest(kind, $0) }) { answer, given in
            try given.withCollective { workspace, collective in
                let id = try workspace.definition(kind, or: other, answer, in: collective.id).id
                if let earlier, earlier < given.arguments.count {
                    try CauseCommand.check(cause: workspace.definition(kind, given.arguments[earlier], in: collective.id).id, effect: id)
                }
                return try details(workspace, collective).title(of: id)
            }
        }
    }

    private static func newest(_ kind: Kind, _ given: GivenWords) throws -> [String] {
        try given.withCollective { workspace, collective in
            let store = workspace.store, now = Cutoff(time: Moment.now)
            let details = details(workspace, collective)
            if kind == .pledge {
                return try store.listPledges(in: collective.id, at: now, limit: mostChoices)
                    .compactMap { try store.listed($0.id, in: collective.id) }.map { try choice($0, details) }
            }
            // What its author took back is there still, and nothing to begin with.
            let newest = try store.listDefinitions(kind, in: collective.id, at: now, limit: 10 * mostChoices)
            return try newest.compactMap { try store.listed($0, in: collective.id) }.filter { $0.retractedBy == nil }
                .prefix(mostChoices).map { try choice($0, details) }
        }
    }

    private static let mostChoices = 9

    private static func choice(_ listed: ListedEntry, _ details: Details) throws -> String {
        let summary = try EntryAnswer(listed: listed, details: details).summary()
        let words = summary.isEmpty ? listed.isErased ? "(title erased)" : "(title not here yet)" : summary
        return "\(listed.id.short)  \(SafeText.shown(words, width: 60))"
    }

    private static func details(_ workspace: Workspace, _ collective: CharteredCollective) -> Details {
        Details(workspace.store, collective.id)
    }

    private static var place: Question {
        Question(.option("--place"), "place", "a few words; they can't be erased") { answer, _ in
            try ProblemCommand.place(answer)
        }
    }

    private static var strength: Question {
        Question(.option("--strength"), "strength", "1, 2 or 3: how much of the effect comes of it") { answer, _ in
            guard ["1", "2", "3"].contains(answer) else { throw CommandFault(.badData, "--strength is 1, 2 or 3") }
            return answer
        }
    }

    private static var ask: Question {
        Question(
            .option("--ask"), "what is needed", "such as 1200 EUR, 40 h digging, or 900 EUR, at least 600 EUR", isRepeated: true,
            isAsked: { $0.option("--revise") == nil }
        ) { answer, given in
            _ = try ProjectTerms.ask(answer, number: 1)
            guard given.options.count(where: { $0.name == "--ask" }) < 64 else {
                throw CommandFault(.badData, "a project has at most 64 asks; press Enter")
            }
            return answer
        }
    }

    private static var works: Question {
        Question(
            .option("--works-on"), "problem that it works on", "by the first 6 or more digits of its id", isRepeated: true,
            choices: { try newest(.problem, $0) }
        ) { answer, given in
            try given.withCollective { workspace, collective in
                let before = given.options.filter { $0.name == "--works-on" }.map(\.value)
                let ids = try workspace.definitions(.problem, before + [answer], in: collective.id, flag: "--works-on", atMost: 16)
                return try ids.last.map { try details(workspace, collective).title(of: $0) } ?? answer
            }
        }
    }

    private static var lock: Question {
        Question(.option("--lock"), "lock", "the day until which promises count, such as 2027-05-01") { answer, _ in
            ISODate.text(try Deadline.parse(answer, flag: "--lock"))
        }
    }

    private static var unit: Question {
        Question(.option("--unit"), "unit", "what the pool is in: EUR, h, item:blanket") { answer, _ in
            AmountUnit.words(try RoundCommand.unit(answer).name)
        }
    }

    private static var rule: Question {
        Question(.option("--rule"), "rule", "matching or equal-shares, else as the charter says") { answer, _ in try RoundCommand.rule(answer).words }
    }

    private static var bound: Question {
        Question(
            .option("--cap"), "cap", "a bound for people who agree among themselves, such as 100 EUR: any two draw less than twice this together",
            isAsked: { given in
                guard given.option("--rule") == nil else { return given.option("--rule") == "matching" }
                // A round that names no rule goes by the charter's, with its bound.
                let rules = try given.withCollective { _, collective in collective.charter.defaultRules }
                return rules.rule ?? .matching == .matching && rules.cap == 0
            }
        ) { answer, given in
            let unit = try RoundCommand.unit(given.option("--unit") ?? "")
            return AmountText.shown(try RoundCommand.amount(answer, unit), unit: unit.name)
        }
    }

    private static var pledge: [Question] {
        [
            reference(0, .project, or: .round, "project"),
            Question(.argument(1), "amount", "such as 25 EUR, 2 h or 3 item:blanket") { answer, given in
                let amount = try AskText(answer)
                // Which of several it goes to is asked next.
                if let project = try project(given), fitting(amount, project).count < 2 {
                    _ = try AskChoice(project).ask(for: amount, number: nil)
                }
                return "\(amount)"
            },
            Question(.option("--ask"), "ask", "the number of the ask that it goes to", isAsked: { given in
                guard let project = try project(given), let amount = try amount(given) else { return false }
                return fitting(amount, project).count > 1
            }, choices: { given in
                try project(given)?.asks.map { "\($0.number): \(AmountText.shown($0.target, unit: $0.unit.name)) \($0.tag)" } ?? []
            }) { answer, given in
                guard let number = UInt32(answer) else { throw CommandFault(.badData, "\(SafeText.quoted(answer)) is no number") }
                if let project = try project(given), let amount = try amount(given) {
                    _ = try AskChoice(project).ask(for: amount, number: number)
                }
                return answer
            },
            text("--text", "words to the project"),
        ]
    }

    private static func amount(_ given: GivenWords) throws -> AskText? {
        given.arguments.count > 1 ? try AskText(given.arguments.dropFirst().joined(separator: " ")) : nil
    }

    private static func fitting(_ amount: AskText, _ project: Project) -> [Project.Ask] {
        project.asks.filter { ask in
            ask.unit.name == amount.amount.unit.canonical && (amount.tag.map { $0 == ask.tag } ?? true)
        }
    }

    /// The project that a pledge's words name; nil where they name a round.
    private static func project(_ given: GivenWords) throws -> Project? {
        guard let prefix = given.arguments.first else { return nil }
        return try given.withCollective { workspace, collective in
            let entry = try workspace.definition(.project, or: .round, prefix, in: collective.id)
            if case .project(let project) = entry.entry.reading.facts { return project }
            return nil
        }
    }

    private static var side: Question {
        let sides = SettleCommand.Side.allCases.map(\.rawValue)
        return Question(.flag(sides), "what became of it", sides.joined(separator: ", ")) { answer, _ in
            guard sides.contains(answer) else {
                throw CommandFault(.badData, "\(SafeText.quoted(answer)) is none of \(sides.joined(separator: ", "))")
            }
            return answer
        }
    }

    private static var part: Question {
        Question(.argument(1), "how much", "such as 10 EUR; all of it where you say nothing") { answer, _ in "\(try Amount(answer))" }
    }

    private static var target: Question {
        Question(.argument(0), "what or whom", "an entry by 6 or more digits of its id, or a key") { answer, given in
            try given.withCollective { workspace, collective in
                switch try workspace.find(answer, in: collective.id) {
                case .author(let key): return try People(workspace.store, collective.id).name(key)
                case .entry(let id): return try details(workspace, collective).title(of: id)
                case .collective(let id): return "the collective \(try workspace.name(of: id))"
                }
            }
        }
    }

    private static func side(of words: [String]) -> Question {
        Question(.flag(words), "stance", "write against or neither; else you are for it") { answer, given in
            guard answer != "neither" || !given.flags.contains("--firmly") else {
                throw CommandFault(.badData, "--firmly takes a side; write against, or press Enter to be for it")
            }
            guard words.contains(answer) else {
                throw CommandFault(.badData, "write \(words.joined(separator: " or ")), or press Enter to be for it")
            }
            return answer
        }
    }

    private static var level: Question {
        Question(.option("--level"), "level", "1, 2 or 3: how well you know them", isAsked: { !$0.flags.contains("--take-back") }) {
            answer, _ in
            guard let level = UInt8(answer) else { throw CommandFault(.badData, "\(SafeText.quoted(answer)) is no number; --level is 1, 2 or 3") }
            try VouchCommand.check(level: level)
            return answer
        }
    }

    /// What a measure counts, where one is given in words.
    private static var measured: Question {
        Question(
            .option("--unit"), "what the measure counts", "such as EUR, h or item:blanket",
            isAsked: { $0.option("--metric") != nil }
        ) { answer, _ in AmountUnit.words(try RoundCommand.unit(answer).name) }
    }

    private static var standing: Question {
        Question(.option("--as"), "as", "affected, beneficiary, donor, expert or steward") { answer, _ in
            "\(try EndorseCommand.standing(answer))"
        }
    }

    private static var own: Question {
        Question(.argument(0), "what you take back", "the first 6 or more digits of its id") { answer, given in
            try given.withCollective { workspace, collective in
                let entry = try workspace.entry(answer, in: collective.id, orCharter: true)
                return try details(workspace, collective).title(of: entry.id)
            }
        }
    }
}
