import PledgeLedger

/// A member as lists have them.
struct MemberAnswer {
    let member: Member
    let alias: String?
    /// Where their feed ends; nil where they have none here.
    let head: Head?

    init(_ member: Member, _ details: Details) throws {
        self.member = member
        alias = try details.people.alias(member.key)
        head = try details.store.feed(of: member.key, in: details.collective)?.head
    }

    // MARK: for programs

    var json: JSON {
        .known([
            .init("kind", "member"), .init("key", .string(KeyText.author(member.key))), alias.map { .init("alias", .string($0)) },
            .init("distance", .number(member.distance)), .init("voice", .bool(member.isNow)), .init("fork", .number(head?.fork ?? 0)),
        ])
    }

    // MARK: for people

    static let columns: [Table.Column] = [.text("key"), .text("name"), .number("distance"), .text("voice"), .text("remark")]

    var cells: [String] {
        [
            KeyText.author(member.key), alias.map { SafeText.shown($0, width: 40) } ?? "", "\(member.distance)",
            member.isNow ? "yes" : "no", head.map(ForkWords.remark) ?? "",
        ]
    }
}
