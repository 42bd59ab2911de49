import PledgeLedger

/// Why a key is a member: who would have to be wrong.
struct MembershipExplanation {
    let chains: MembershipChains
    let people: People
    let charter: Charter
    /// All vouches that the key has.
    let received: VouchesReceived

    func lines() throws -> [String] {
        guard let first = chains.steps.first else { return [] }
        let name = try people.name(first.key)
        guard !first.vouchers.isEmpty else {
            return ["\(name) is a founder: the charter names the key, nobody had to vouch for it, and nobody can take that back."]
        }
        let needed = Count.words(charter.vouchesNeeded, "vouch", "vouches"), count = first.vouchers.count
        var lines = [
            "\(name) is a member, \(first.distance) from the founders: it takes \(needed), and \(count) \(count == 1 ? "counts" : "count").",
            "Were the key not what it seems, all who vouched for it would have been wrong or deceived.",
        ]
        for step in chains.steps where !step.vouchers.isEmpty {
            lines += ["", "\(try people.name(step.key)), \(step.distance) from the founders, is vouched for by"]
            lines += try step.vouchers.map { "  \(try people.name($0.key)), with vouch \($0.place) of \($0.allowance)\(Self.entry($0.entry, until: $0.until))" }
        }
        let founders = try chains.steps.filter { $0.distance == 0 }.map { try people.name($0.key) }
        return lines + ["", "Founders at the end of the chains: \(founders.joined(separator: "; "))", try change()]
    }

    /// Names are printed up to this many.
    private static let most = 5

    /// What would end it.
    private func change() throws -> String {
        let all = received.vouches.filter { $0.standing == .counts }.map(\.voucher), apart = Set(chains.apart).intersection(all)
        let resting = all.filter { !apart.contains($0) }, spare = max(0, apart.count - Int(received.needed))
        let stand = all.count == 1 ? "1 vouch stands" : "\(all.count) vouches stand"
        let go = "\(spare > 0 ? "\(spare)" : "none") of \(resting.isEmpty ? "them" : "the other \(apart.count)") can go"
        let rest = try resting.isEmpty ? "" : ", \(resting.count) of them only through this key's own voice (by \(names(resting)))"
        return "\(stand) now\(rest), and \(resting.isEmpty || apart.count > 1 ? go : "the other one can't go") before the key loses its voice: "
            + "where one is taken back (`pledged vouch KEY --take-back`) or runs out, or its author is no member any more."
    }

    private func names(_ keys: [PublicKey]) throws -> String {
        let names = try keys.prefix(Self.most).map { try people.name($0) }.joined(separator: "; ")
        return keys.count > Self.most ? "\(names); and \(keys.count - Self.most) more" : names
    }

    /// `, entry 3f9a2c…, until 2027-12-31`.
    static func entry(_ id: EntryID?, until: UInt64?) -> String {
        (id.map { ", entry \($0.short)" } ?? "") + (until.map { ", until \(ISODate.day($0))" } ?? "")
    }

    func json() -> [JSON.Field] {
        [.init("steps", .array(chains.steps.map { step in
            .object([
                .init("key", .string(KeyText.author(step.key))), .init("distance", .number(step.distance)),
                .init("vouchers", .array(step.vouchers.map {
                    .known([
                        .init("key", .string(KeyText.author($0.key))), .init("place", .number($0.place)),
                        .init("allowance", .number($0.allowance)), $0.entry.map { .init("entry", .string($0.hex)) },
                        $0.until.map { .init("until", .number($0)) },
                    ])
                })),
            ])
        })), .init("vouches_needed", .number(charter.vouchesNeeded))]
    }
}
