import ArgumentParser
import PledgeLedger

/// The rules of a charter that most collectives leave as they are.
struct CharterRules: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp(
        "How many vouches a member gives in all, by steps from the founders: up to 16 numbers of 0 to 1000 "
            + "(else 100,100,50,25,12,6,3).", valueName: "numbers"))
    var ladder: String?

    @Option(name: .long, help: ArgumentHelp(
        "How rounds that say nothing of it split their pool: matching or equal-shares (else matching).", valueName: "rule"))
    var roundRule: String?

    @Option(name: .long, parsing: .unconditional, help: ArgumentHelp(
        "With --round-rule matching: half of what two people draw at most together, in the smallest part of the pool's unit.",
        valueName: "number"))
    var roundCap: UInt64?

    @Option(name: .long, parsing: .unconditional, help: ArgumentHelp(
        "With --round-rule equal-shares: what each share grows by, in the smallest part of the pool's unit.", valueName: "number"))
    var roundStep: UInt64?

    @Option(name: .long, parsing: .unconditional, help: ArgumentHelp(
        "How many entries a feed may have, 1 to 10000000 (else 100000).", valueName: "number"))
    var maxEntries: UInt64?

    @Option(name: .long, parsing: .unconditional, help: ArgumentHelp(
        "How many bytes a feed may have, 8192 to 2^40 (else 67108864).", valueName: "number"))
    var maxBytes: UInt64?

    /// Vouches by distance from the founders.
    func steps() throws -> [UInt32] {
        guard let ladder else { return Charter.defaultLadder }
        let steps = ladder.split(separator: ",", omittingEmptySubsequences: false).map { UInt32($0.filter { $0 != " " }) }
        guard (1...16).contains(steps.count), steps.allSatisfy({ $0.map { $0 <= 1_000 } ?? false }) else {
            throw CommandFault(
                .badData, "\(SafeText.quoted(ladder)) is no ladder; --ladder takes 1 to 16 numbers of 0 to 1000 with commas "
                    + "between them, such as 100,50,10")
        }
        return steps.compactMap { $0 }
    }

    func quota() throws -> Charter.Quota {
        var quota = Charter.Quota()
        if let maxEntries {
            guard (1...10_000_000).contains(maxEntries) else { throw CommandFault(.badData, "--max-entries is 1 to 10000000") }
            quota.entries = maxEntries
        }
        if let maxBytes {
            guard (8_192...(1 << 40)).contains(maxBytes) else { throw CommandFault(.badData, "--max-bytes is 8192 to 1099511627776 (2^40)") }
            quota.bytes = maxBytes
        }
        return quota
    }

    /// What rounds go by that name no rule.
    func rounds() throws -> RoundRules {
        let rule = try roundRule.map { try RoundCommand.rule($0, flag: "--round-rule") }
        if roundCap != nil, rule != .matching { throw CommandFault(.badData, "--round-cap goes with --round-rule matching alone") }
        if roundStep != nil, rule != .equalShares { throw CommandFault(.badData, "--round-step goes with --round-rule equal-shares alone") }
        for (flag, number) in [("--round-cap", roundCap), ("--round-step", roundStep)] {
            guard let number else { continue }
            guard (1...Amount.most).contains(number) else { throw CommandFault(.badData, "\(flag) is 1 to 10^15") }
        }
        return RoundRules(rule: rule, cap: roundCap ?? 0, step: roundStep ?? 0)
    }
}
