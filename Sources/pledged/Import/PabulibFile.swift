import PledgeLedger

/// An election of a participatory budget, read from Pabulib's `.pb` format (pabulib.org/format, arXiv 2012.06539).
package struct PabulibFile: Sendable {
    /// How people voted. The format's `ordinal` has no amounts in it and is refused.
    package enum VoteType: String, Sendable {
        /// A set of projects; the format's `choose-1` is one too.
        case approval
        /// Points shared out among projects.
        case cumulative
        /// A score for each project.
        case scoring
        /// A set of projects that fits the budget: each is backed with its cost.
        case knapsack
    }

    package struct Project: Hashable, Sendable {
        package let id: String
        /// In whole units of the file's currency; at most what 10^15 minor units are.
        package let cost: UInt64
        /// Empty where the file gives none.
        package let name: String
        /// The file's other columns, by name.
        package let more: [String: String]
    }

    package struct Choice: Hashable, Sendable {
        package let projectID: String
        /// 1 in votes without points; at most 10^15.
        package let points: UInt64
    }

    package struct Vote: Hashable, Sendable {
        package let voterID: String
        /// In the voter's order; each project at most once; may be empty.
        package let choices: [Choice]
    }

    /// SHA-256 of the whole file.
    package let digest: Digest
    /// The META section.
    package let meta: [String: String]
    package let voteType: VoteType
    /// Nil where the file names none, or one that isn't known here (refused only where costs are pledged).
    package let currency: Currency?
    /// In the file's order; ids are distinct.
    package let projects: [Project]
    /// In the file's order; voter ids are distinct.
    package let votes: [Vote]
    let costs: [String: UInt64]

    /// What pledges of this election count: points, except where costs are backed in a currency.
    package var pledgeUnit: AmountUnit {
        guard voteType == .knapsack, let currency else { return .point }
        return .currency(currency)
    }

    /// What a vote promises to each project: one point where it was approved, the points where points were given
    /// (none for 0), the project's cost in a knapsack vote.
    package func pledges(of vote: Vote) -> [(projectID: String, amount: Amount)] {
        let unit = pledgeUnit
        return vote.choices.compactMap { choice in
            let minor: UInt64
            switch voteType {
            case .approval: minor = 1
            case .cumulative, .scoring: minor = choice.points
            case .knapsack: minor = (costs[choice.projectID] ?? 0) * (currency?.scale ?? 1)
            }
            return Amount(minor: minor, unit: unit).map { (choice.projectID, $0) }
        }
    }

    /// Reads a file's bytes; `name` is what messages call it.
    /// - Parameter limit: the most bytes that are read.
    package static func parse(
        _ bytes: [UInt8], name: String, limit: Int = PabulibFile.largest
    ) throws(PabulibFault) -> PabulibFile {
        guard bytes.count <= limit else {
            throw PabulibFault(file: name, line: nil, "is larger than \(limit) bytes; import a smaller election")
        }
        var parser = PabulibParser(bytes, name: name)
        return try parser.parse()
    }

    /// The largest file that is read: 256 MB.
    package static let largest = 256_000_000
}

/// Where a `.pb` file is wrong, and what would be right: `FILE:LINE: …`.
package struct PabulibFault: Error, Hashable, Sendable, CustomStringConvertible {
    package let file: String
    /// From 1; nil where the file as a whole is meant.
    package let line: Int?
    package let problem: String

    init(file: String, line: Int?, _ problem: String) {
        (self.file, self.line, self.problem) = (file, line, problem)
    }

    package var description: String {
        let place = line.map { ":\($0)" } ?? ""
        return "\(SafeText.shown(file))\(place): \(problem)"
    }
}
