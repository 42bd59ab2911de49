import ArgumentParser
import PledgeLedger

/// Says who one is in a collective.
struct ProfileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile",
        abstract: "Say who you are: name, role, skills, and how much you can carry.",
        discussion: """
            A pledge is backed while what you said that you can carry still holds it, with all your pledges before it. \
            What you leave out stays as you said it last, each unit by itself; 0 takes a unit out.

            Example: pledged profile --capacity "500 EUR" --capacity "20 h" --skill carpentry
            """)

    @Option(name: .long, help: "What you go by.")
    var name: String?

    @Option(name: .long, parsing: .unconditional, help: "A few words about you.")
    var about: String?

    @Option(name: .long, help: ArgumentHelp("person, circle, organisation or witness.", valueName: "role"))
    var role: String?

    @Option(name: .long, parsing: .unconditionalSingleValue, help: ArgumentHelp(
        "A skill that you offer; can be given up to 32 times.", valueName: "tag"))
    var skill: [String] = []

    @Option(name: .long, parsing: .unconditionalSingleValue, help: ArgumentHelp(
        "How much you can carry in all, in one unit; can be given several times.", valueName: "amount"))
    var capacity: [String] = []

    @OptionGroup var chosen: CollectiveOption
    @OptionGroup var signing: SigningOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if name == nil, about == nil, role == nil, skill.isEmpty, capacity.isEmpty {
            throw ValidationError("say what is new: --name, --about, --role, --skill or --capacity")
        }
    }

    func run() throws {
        let role = try role.map(Self.role), capacity = try Self.capacity(capacity)
        for tag in skill where !AmountUnit.isTag(tag) {
            throw CommandFault(.badData, "\(SafeText.quoted(tag)) can't name a skill; \(AmountUnit.tagRule)")
        }
        try common.withWorkspace { workspace in
            let collective = try workspace.chartered(chosen.collective)
            let own = try workspace.home.authorKey().publicKey
            let last = try workspace.store.profile(of: own, in: collective.id)
            var profile = last?.profile ?? Profile()
            if let role { profile.role = role }
            if !skill.isEmpty { profile.skills = skill }
            for quantity in capacity {
                profile.capacity.removeAll { $0.unit == quantity.unit }
                if quantity.amount > 0 { profile.capacity.append(quantity) }
            }
            let words = try words(last?.text, try workspace.home.alias())
            let signed = try workspace.sign(.profile(profile), text: words, in: collective, signing)
            try workspace.report(signed, "You said who you are", in: collective, common)
        }
    }

    /// Name and words, the earlier ones where nothing new is said.
    private func words(_ last: SaltedText?, _ alias: String?) throws -> String? {
        let title = name ?? (last?.title.isEmpty == false ? last?.title : alias)
        let body = about ?? last?.body
        return try title.map { try OwnWords.titled($0, body, what: "name") }
    }

    private static func role(_ text: String) throws -> Profile.Role {
        switch text {
        case "person": .person
        case "circle": .circle
        case "organisation": .organisation
        case "witness": .witness
        default:
            throw CommandFault(
                .badData, "\(SafeText.quoted(text)) is no role; --role takes person, circle, organisation or witness")
        }
    }

    /// One amount a unit; 0 for a unit of which nothing is to be carried any more.
    static func capacity(_ texts: [String]) throws -> [Quantity] {
        var quantities: [Quantity] = []
        for text in texts {
            let quantity = try quantity(text)
            guard !quantities.contains(where: { $0.unit == quantity.unit }) else {
                throw CommandFault(.badData, "\(SafeText.quoted(text)): one --capacity a unit; add them up")
            }
            quantities.append(quantity)
        }
        return quantities
    }

    private static func quantity(_ text: String) throws -> Quantity {
        let words = text.split(separator: " ")
        guard words.count == 2, words[0].allSatisfy({ $0 == "0" || $0 == "." }), words[0].contains("0") else { return try Quantity(Amount(text)) }
        var none = try Quantity(Amount("1 \(words[1])"))
        none.amount = 0
        return none
    }
}

extension Quantity {
    /// An amount as the ledger holds it.
    init(_ amount: Amount) throws {
        guard let unit = PledgeLedger.Unit(amount.unit.canonical) else {
            throw CommandFault(.badData, "\(amount) has a unit that the ledger can't hold")
        }
        self.init(amount.minor, unit)
    }
}
