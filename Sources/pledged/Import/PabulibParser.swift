import PledgeLedger

/// Reads the three sections of a `.pb` file, in their order, and holds them against each other.
struct PabulibParser {
    private var rows: PabulibRows
    private var meta: [String: (value: String, line: Int)] = [:]
    private var projects: [PabulibFile.Project] = []
    private var places: [String: Int] = [:]
    private var votes: [PabulibFile.Vote] = []
    private var voters: Set<String> = []
    /// For each project the number of the vote that named it last, to find one named twice.
    private var lastVote: [Int] = []

    private let digest: Digest

    init(_ bytes: [UInt8], name: String) {
        rows = PabulibRows(bytes, name: name)
        digest = SHA256.hash(bytes)
    }

    mutating func parse() throws(PabulibFault) -> PabulibFile {
        guard let first = try rows.row() else {
            throw rows.fault(nil, "is empty; a .pb file has the sections META, PROJECTS and VOTES")
        }
        guard first.title == "META" else {
            throw rows.fault(first.line, "doesn't open the section META; a .pb file starts with a line that says META")
        }
        try readMeta()
        let voteType = try voteType()
        let currency = try currency(voteType)
        let scale = currency?.scale ?? 1
        try readProjects(mostCost: Amount.most / scale)
        try readVotes(voteType)
        try check("num_projects", projects.count, "PROJECTS")
        try check("num_votes", votes.count, "VOTES")
        return PabulibFile(
            digest: digest, meta: meta.mapValues(\.value), voteType: voteType, currency: currency, projects: projects, votes: votes,
            costs: places.mapValues { projects[$0].cost })
    }

    // MARK: META

    private mutating func readMeta() throws(PabulibFault) {
        let header = try PabulibHeader(&rows, section: "META", needs: ["key", "value"])
        while let row = try header.row(&rows, before: "PROJECTS") {
            let key = header.field("key", row), value = header.field("value", row)
            if let earlier = meta[key] {
                throw rows.fault(row.line, "repeats the key \(SafeText.quoted(key)) of line \(earlier.line); keep one")
            }
            meta[key] = (value, row.line)
        }
    }

    private func voteType() throws(PabulibFault) -> PabulibFile.VoteType {
        let right = "approval, choose-1, cumulative, scoring and knapsack can be imported"
        guard let (value, line) = meta["vote_type"] else {
            throw rows.fault(nil, "has no vote_type in META; \(right)")
        }
        if value == "ordinal" {
            throw rows.fault(line, "has ordinal votes, which rank projects and promise no amounts; \(right)")
        }
        if let (score, line) = meta["default_score"], value == "scoring", score != "0" {
            let right = "only a default_score of 0 can be imported"
            throw rows.fault(line, "gives a score to projects that a vote doesn't name; \(right)")
        }
        if value == "choose-1" { return .approval }
        guard let type = PabulibFile.VoteType(rawValue: value) else {
            throw rows.fault(line, "has the unknown vote_type \(SafeText.quoted(value)); \(right)")
        }
        return type
    }

    private func currency(_ voteType: PabulibFile.VoteType) throws(PabulibFault) -> Currency? {
        guard let (code, line) = meta["currency"], !code.isEmpty else { return nil }
        if let currency = Currency(code: code) { return currency }
        guard voteType != .knapsack else {
            let right = "write its ISO 4217 code, such as EUR"
            throw rows.fault(line, "has the unknown currency \(SafeText.quoted(code)); \(right)")
        }
        return nil
    }

    private func check(_ key: String, _ count: Int, _ section: String) throws(PabulibFault) {
        guard let (value, line) = meta[key] else {
            throw rows.fault(nil, "has no \(key) in META; without it nobody can tell whether the file is whole")
        }
        guard value.utf8.elementsEqual(String(count).utf8) else {
            let shown = SafeText.quoted(value)
            throw rows.fault(line, "says \(key) \(shown), but \(section) has \(count) rows; the two must agree")
        }
    }

    // MARK: PROJECTS

    private mutating func readProjects(mostCost: UInt64) throws(PabulibFault) {
        let header = try PabulibHeader(&rows, section: "PROJECTS", needs: ["project_id", "cost"])
        let named = ["project_id", "cost", "name"]
        while let row = try header.row(&rows, before: "VOTES") {
            let id = header.field("project_id", row), cost = header.field("cost", row)
            guard !id.isEmpty, !id.utf8.contains(UInt8(ascii: ",")) else {
                throw rows.fault(row.line, "has no usable project_id; it can't be empty or hold a comma")
            }
            guard let cost = Self.whole(cost), cost <= mostCost else {
                let shown = SafeText.quoted(cost)
                throw rows.fault(row.line, "has the cost \(shown); a cost is a whole number from 0 to \(mostCost)")
            }
            guard places.updateValue(projects.count, forKey: id) == nil else {
                throw rows.fault(row.line, "repeats the project \(SafeText.quoted(id)); a project_id stands once")
            }
            projects.append(PabulibFile.Project(
                id: id, cost: cost, name: header.field("name", row), more: header.others(row, than: named)))
        }
        lastVote = [Int](repeating: -1, count: projects.count)
    }

    // MARK: VOTES

    private mutating func readVotes(_ voteType: PabulibFile.VoteType) throws(PabulibFault) {
        let hasPoints = voteType == .cumulative || voteType == .scoring
        let needs = ["voter_id", "vote"] + (hasPoints ? ["points"] : [])
        let header = try PabulibHeader(&rows, section: "VOTES", needs: needs)
        let rule = try BallotRule(meta, rows)
        while let row = try header.row(&rows, before: nil) {
            let voter = header.field("voter_id", row)
            guard !voter.isEmpty else { throw rows.fault(row.line, "has no voter_id; each vote has one") }
            guard voters.insert(voter).inserted else {
                throw rows.fault(row.line, "repeats the voter \(SafeText.quoted(voter)); a voter_id stands once")
            }
            let chosen = try chosen(header.field("vote", row), row.line)
            let points = hasPoints ? try points(header.field("points", row), chosen.count, row.line) : []
            let choices = chosen.enumerated().map { place, project in
                PabulibFile.Choice(projectID: projects[project].id, points: hasPoints ? points[place] : 1)
            }
            let cost = chosen.reduce(UInt128(0)) { $0 + UInt128(projects[$1].cost) }
            if let broken = rule.broken(by: choices.map(\.points), hasPoints: hasPoints, cost: cost) {
                throw rows.fault(row.line, broken)
            }
            votes.append(PabulibFile.Vote(voterID: voter, choices: choices))
        }
    }

    /// The places of the projects that a vote names.
    private mutating func chosen(_ field: String, _ line: Int) throws(PabulibFault) -> [Int] {
        var chosen: [Int] = []
        guard Self.count(field) <= projects.count else {
            throw rows.fault(line, "names more projects than PROJECTS has; each can be named once")
        }
        for id in Self.list(field) {
            guard let place = places[String(id)] else {
                let shown = SafeText.quoted(String(id))
                throw rows.fault(line, "names the project \(shown), which PROJECTS doesn't have; name one that it has")
            }
            guard lastVote[place] != votes.count else {
                throw rows.fault(line, "names the project \(SafeText.quoted(String(id))) twice; once is enough")
            }
            lastVote[place] = votes.count
            chosen.append(place)
        }
        return chosen
    }

    /// As many points as projects were chosen.
    private func points(_ field: String, _ count: Int, _ line: Int) throws(PabulibFault) -> [UInt64] {
        let written = Self.count(field)
        guard written == count else {
            throw rows.fault(line, "names \(count) projects and \(written) points; each project has its points")
        }
        var points: [UInt64] = []
        for word in Self.list(field) {
            guard let value = Self.whole(word), value <= Amount.most else {
                let shown = SafeText.quoted(String(word))
                throw rows.fault(line, "has the points \(shown); points are whole numbers from 0 to \(Amount.most)")
            }
            points.append(value)
        }
        return points
    }

    /// How many words `list` would give, told without making them: a hostile field may hold millions.
    private static func count(_ field: String) -> Int {
        field.isEmpty ? 0 : 1 + field.utf8.count { $0 == UInt8(ascii: ",") }
    }

    /// The words between commas, without spaces around them; none in an empty field.
    private static func list(_ field: String) -> [Substring] {
        guard !field.isEmpty else { return [] }
        return field.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { word in
            var word = word
            while word.first == UInt8(ascii: " ") { word.removeFirst() }
            while word.last == UInt8(ascii: " ") { word.removeLast() }
            return Substring(word)
        }
    }

    /// A number of one to nineteen digits and nothing else.
    private static func whole(_ word: some StringProtocol) -> UInt64? {
        guard (1...19).contains(word.utf8.count),
            word.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return UInt64(word)
    }
}
