import Foundation
import PledgeLedger
import Testing

/// Ballots of a participatory budget, read from a Pabulib file.
struct Election {
    var budget: UInt64 = 0
    var costs: [(project: String, cost: UInt64)] = []
    /// By voter, the points for each project.
    var votes: [[(project: String, points: UInt64)]] = []

    static let toulouse = "data/pabulib/France_Toulouse_2019.pb"

    init(_ path: String) throws {
        var section = "", isHeading = false
        for line in try String(contentsOf: Shared.file(path), encoding: .utf8).split(whereSeparator: \.isNewline) {
            if ["META", "PROJECTS", "VOTES"].contains(line) {
                (section, isHeading) = (String(line), true)
            } else if isHeading {
                isHeading = false
            } else {
                let fields = line.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
                switch section {
                case "META" where fields[0] == "budget": budget = try #require(UInt64(fields[1]))
                case "PROJECTS": costs.append((fields[0], try #require(UInt64(fields[1]))))
                case "VOTES":
                    let points = try fields[2].split(separator: ",").map { try #require(UInt64($0)) }
                    votes.append(Array(zip(fields[1].split(separator: ",").map(String.init), points)).filter { $0.1 > 0 })
                default: break
                }
            }
        }
    }

    /// A project's id: its text, so that ids order as the texts do.
    static func id(_ project: String) -> EntryID {
        EntryID(bytes: Array((project.utf8 + [UInt8](repeating: 0, count: 32)).prefix(32))) ?? .zero
    }

    func equalShares(step: UInt64?) -> EqualSharesRound {
        EqualSharesRound(
            budget: UInt128(budget), step: step, projects: costs.map { .init(project: Self.id($0.project), cost: UInt128($0.cost)) },
            ballots: votes.enumerated().map { Ballot(voter: PublicKey(number: $0), approves: $1.map { Self.id($0.project) }) })
    }

    /// A point is 100 smallest units.
    func matching(pool: UInt128, bound: UInt64?) -> MatchingRound {
        MatchingRound(
            pool: pool, bound: bound, projects: costs.map { Self.id($0.project) },
            gifts: votes.enumerated().flatMap { voter, points in
                points.map { RoundGift(person: PublicKey(number: voter), project: Self.id($0.project), amount: $0.points * 100) }
            })
    }
}
