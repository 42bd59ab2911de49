import ArgumentParser
import PledgeLedger

/// Everything that a project can say beside what it asks for.
struct ProjectTerms: ParsableArguments {
    @Option(name: .customLong("works-on"), parsing: .unconditionalSingleValue, help: ArgumentHelp(
        "A problem that it works on; can be given up to 16 times.", valueName: "id"))
    var addresses: [String] = []

    @Option(name: .long, help: ArgumentHelp("Until when promises count, and from when they are due.", valueName: "date"))
    var lock: String?

    @Option(name: .customLong("settle-by"), help: ArgumentHelp(
        "By when promises are to be kept; what is not met by then lapses.", valueName: "date"))
    var settleBy: String?

    @Option(name: .long, help: ArgumentHelp("Who receives what is promised (else the stewards, else you).", valueName: "key"))
    var recipient: String?

    @Option(name: .long, parsing: .unconditionalSingleValue, help: ArgumentHelp(
        "Somebody who looks after it; can be given up to 16 times.", valueName: "key"))
    var steward: [String] = []

    @Option(name: .long, help: ArgumentHelp("An organisation that countersigns and gives receipts.", valueName: "key"))
    var host: String?

    @Option(name: .long, parsing: .unconditionalSingleValue, help: ArgumentHelp(
        "How the recipient is to share out what comes: a key, = and its parts, such as pledge1…=2; can be given up to 16 times.",
        valueName: "key=parts"))
    var split: [String] = []

    @Option(name: .long, help: ArgumentHelp(
        "An amount that you offer besides, such as 50 EUR: your words say what for, and no view counts it.", valueName: "amount"))
    var bonus: String?

    @Option(name: .long, parsing: .unconditionalSingleValue, help: ArgumentHelp(
        "An earlier version that this one takes the place of; can be given up to 8 times.", valueName: "id"))
    var revise: [String] = []

    @Flag(name: .long, help: "With --revise: take no terms over from the earlier version.")
    var anew = false

    func validate() throws {
        if anew, revise.isEmpty { throw ValidationError("--anew goes with --revise alone") }
    }

    /// The project with these terms, and with those of the first version that it revises where they are not given.
    func project(_ asks: [Project.Ask], _ workspace: Workspace, _ collective: CollectiveID) throws -> Project {
        var project = try inherited(workspace, collective) ?? Project(asks: [])
        if !asks.isEmpty { project.asks = asks }
        if let lock { project.lock = try Deadline.parse(lock, flag: "--lock") }
        if let settleBy { project.settleBy = try Deadline.parse(settleBy, flag: "--settle-by") }
        try refusePast(project)
        if !addresses.isEmpty {
            project.addresses = try workspace.definitions(.problem, addresses, in: collective, flag: "--works-on", atMost: 16)
        }
        project.revises = try workspace.definitions(.project, revise, in: collective, flag: "--revise", atMost: 8)
        if let recipient { project.recipient = try workspace.goodKey(recipient, in: collective) }
        if let host { project.host = try workspace.goodKey(host, in: collective) }
        if !steward.isEmpty { project.stewards = try stewards(workspace, collective) }
        if !split.isEmpty { project.split = try shares(workspace, collective) }
        if let bonus { project.bonus = try Quantity(Amount(bonus)) }
        return project
    }

    /// The terms of the first version that is revised; nil where nothing is taken over. Who looked after it and got
    /// what is pledged does so still, where somebody else writes the new one.
    private func inherited(_ workspace: Workspace, _ collective: CollectiveID) throws -> Project? {
        guard let first = revise.first, !anew else { return nil }
        let (entry, earlier) = try workspace.project(first, in: collective)
        var project = earlier
        if project.stewards.isEmpty, try workspace.home.authorKey().publicKey != entry.author { project.stewards = [entry.author] }
        return project
    }

    /// Deadlines that are given were read already; those taken over may be past.
    private func refusePast(_ project: Project) throws {
        let now = Moment.now
        for (flag, time) in [("--lock", project.lock), ("--settle-by", project.settleBy)] {
            guard let time, time <= now else { continue }
            throw CommandFault(.badData, "the version that it revises has \(flag) \(ISODate.text(time)), which is past; give \(flag) anew")
        }
        if let lock = project.lock, let settleBy = project.settleBy, lock > settleBy {
            throw CommandFault(.badData, "--lock is after --settle-by; promises are locked before they are kept")
        }
    }

    private func shares(_ workspace: Workspace, _ collective: CollectiveID) throws -> [Project.Share] {
        guard split.count <= 16 else { throw CommandFault(.badData, "--split can be given 16 times at most") }
        var shares: [Project.Share] = []
        for text in split {
            let words = text.split(separator: "=", omittingEmptySubsequences: false)
            guard words.count == 2, let parts = UInt32(words[1]), (1...10_000).contains(parts) else {
                throw CommandFault(
                    .badData, "\(SafeText.quoted(text)) is no share; --split takes a key, = and 1 to 10000 parts, such as pledge1…=2")
            }
            let key = try workspace.goodKey(String(words[0]), in: collective)
            guard !shares.contains(where: { $0.key == key }) else {
                throw CommandFault(.badData, "--split names \(KeyText.short(key)) twice; add the parts up")
            }
            shares.append(Project.Share(key: key, parts: parts))
        }
        return shares
    }

    private func stewards(_ workspace: Workspace, _ collective: CollectiveID) throws -> [PublicKey] {
        guard steward.count <= 16 else { throw CommandFault(.badData, "--steward can be given 16 times at most") }
        var keys: [PublicKey] = []
        for text in steward {
            let key = try workspace.goodKey(text, in: collective)
            guard !keys.contains(key) else { throw CommandFault(.badData, "--steward names \(KeyText.short(key)) twice") }
            keys.append(key)
        }
        return keys
    }

    /// Reads `1200 EUR`, `40 h digging` or `900 EUR, at least 600 EUR`.
    static func ask(_ text: String, number: UInt32) throws -> Project.Ask {
        let parts = text.components(around: ", at least ")
        let ask = try AskText(parts.first), quantity = try Quantity(ask.amount)
        var minimum: UInt64 = 0
        if let least = parts.second {
            let amount = try Amount(least)
            guard amount.unit == ask.amount.unit else {
                throw CommandFault(.badData, "\(SafeText.quoted(text)): the least amount is in another unit")
            }
            guard amount.minor <= ask.amount.minor else {
                throw CommandFault(.badData, "\(SafeText.quoted(text)): the least amount is above what is asked for")
            }
            minimum = amount.minor
        }
        return Project.Ask(
            number: number, unit: quantity.unit, minimum: minimum, target: quantity.amount, tag: ask.tag ?? "")
    }
}

extension String {
    /// What stands before and behind the first occurrence of a text; all of it and nil where there is none.
    fileprivate func components(around separator: String) -> (first: String, second: String?) {
        guard let range = firstRange(of: separator) else { return (self, nil) }
        return (String(self[..<range.lowerBound]), String(self[range.upperBound...]))
    }
}
