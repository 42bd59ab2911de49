import PledgeLedger

/// What a key lacks to be a member: which vouches it has, which of them count, and how many are missing.
struct NonMemberExplanation {
    let key: PublicKey
    let received: VouchesReceived
    let people: People

    func lines() throws -> [String] {
        let needed = Count.words(received.needed, "vouch", "vouches"), counting = received.counting
        return [
            "\(try people.name(key)) is no member now: it takes \(needed), and \(counting == 1 ? "1 counts" : "\(counting) count").",
            "\(Count.words(received.missing, "more vouch", "more vouches")) by members would do (`pledged vouch`).",
        ] + (try received.vouches.map { vouch in
            "  \(try people.name(vouch.voucher)): \(words(vouch.standing))\(MembershipExplanation.entry(vouch.entry, until: nil))"
        })
    }

    private func words(_ standing: VouchesReceived.Standing) -> String {
        switch standing {
        case .counts: "counts"
        case .takenBack: "taken back"
        case .ranOut(let time): "ran out on \(ISODate.day(time))"
        case .beyondLadder(let most): "beyond the \(most) that they can give"
        case .noMember: "is no member now"
        }
    }

    func json() -> [JSON.Field] {
        [
            .init("key", .string(KeyText.author(key))), .init("voice", false), .init("vouches_needed", .number(received.needed)),
            .init("missing", .number(received.missing)),
            .init("vouches", .array(received.vouches.map { vouch in
                .known([
                    .init("key", .string(KeyText.author(vouch.voucher))), .init("counts", .bool(vouch.standing == .counts)),
                    .init("why", .string(words(vouch.standing))), vouch.entry.map { .init("entry", .string($0.hex)) },
                    vouch.until.map { .init("until", .number($0)) },
                ])
            })),
        ]
    }
}
