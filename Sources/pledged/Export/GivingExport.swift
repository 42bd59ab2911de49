import PledgeLedger

/// A package of grants in the 360Giving data standard, version 1.4: what donors gave to projects and to rounds' pools
/// in money, as far as both sides confirm it. A pool's recipient is the round's author, who looks after it.
///
/// Amounts are decimals by the currency's ISO 4217 exponent, written from whole numbers. People go by
/// their keys and never by their names: what leaves the collective can't be erased.
struct GivingExport {
    /// What the file does not hold, and why.
    struct LeftOut: Hashable {
        var unconfirmed = 0
        /// All that was confirmed went back.
        var givenBack = 0
        /// In hours or things: the standard knows money alone.
        var noMoney = 0
        /// In a currency that the standard's list lacks.
        var unknownCurrency = 0
        /// In a currency of which nobody here knows how many decimals it has, as of gold: the standard wants decimals.
        var unknownDecimals = 0
        var loans = 0
    }

    private(set) var grants: [JSON] = []
    private(set) var leftOut = LeftOut()
    private let name: String
    private let store: Store
    private let collective: CollectiveID
    private let cutoff: Cutoff
    /// How each key is written, looked up once.
    private var people: [PublicKey: (alias: String?, isOrganisation: Bool)] = [:]

    init(_ pledges: [ConfirmedPledge], _ workspace: Workspace, _ collective: CollectiveID, _ cutoff: Cutoff) throws {
        store = workspace.store
        self.collective = collective
        self.cutoff = cutoff
        name = try workspace.name(of: collective)
        for pledge in pledges {
            let reason = reason(for: pledge)
            if let reason { leftOut[keyPath: reason] += 1 } else { try grants.append(grant(pledge)) }
        }
    }

    /// The package.
    var json: JSON {
        .object([
            .init("version", "1.4"), .init("identifier", .string("pledged-\(collective.hex)")),
            .init("title", .string("What was given through \(name)")),
            .init("description", .string(
                "Promises of money to projects and shared pools that donor and recipient both confirmed, as signed in a ledger. As of "
                    + "\(ISODate.text(cutoff.time)); \(ViewNote.trust(cutoff)).")),
            .init("issued", .string(ISODate.stamp(cutoff.time))),
            .init("publisher", .object([
                .init("name", .string(name)), .init("identifier", .string("pledged-\(collective.hex)")),
            ])),
            .init("grants", .array(grants)),
        ])
    }

    /// Codes of ISO 4217 that version 1.4.3 of the standard does not list.
    static let unlisted: Set<String> = ["SLE", "UYW", "VED", "XCG", "ZWG"]

    private func reason(for pledge: ConfirmedPledge) -> WritableKeyPath<LeftOut, Int>? {
        let content = pledge.pledge.content
        let unit = content.quantity.unit.name
        guard case .currency(let currency) = AmountUnit(canonical: unit) else {
            return unit.hasPrefix("iso4217:") ? \.unknownDecimals : \.noMoney
        }
        if Self.unlisted.contains(currency.code) { return \.unknownCurrency }
        if content.repayBy != nil { return \.loans }
        return pledge.amount > 0 ? nil : pledge.refunded > 0 ? \.givenBack : \.unconfirmed
    }

    private mutating func grant(_ pledge: ConfirmedPledge) throws -> JSON {
        guard case .currency(let currency) = AmountUnit(canonical: pledge.pledge.content.quantity.unit.name) else { return .null }
        let to = pledge.pledge.content.to, text = try store.listed(to, in: collective)?.text
        let title = text?.title ?? "", outline = text?.body ?? ""
        let kind = pledge.pledge.content.ask == 0 ? "round" : "project"
        let project = title.isEmpty ? "\(kind) \(to.short)" : SafeText.shown(title, width: 120)
        let amount = JSON.decimal(UInt128(pledge.amount), exponent: currency.exponent)
        return .object([
            .init("id", .string("pledged-\(pledge.pledge.id.hex)")), .init("title", .string("Gift to \(project)")),
            .init("description", .string(outline.isEmpty ? "Gift to \(project)" : SafeText.shownLines(outline))),
            .init("currency", .string(currency.code)), .init("amountAwarded", amount), .init("amountDisbursed", amount),
            .init("awardDate", .string(ISODate.stamp(pledge.pledge.time))),
            .init("dateModified", .string(ISODate.stamp(pledge.lastChange))),
            .init("fundingOrganization", .array([try organisation(pledge.pledge.author, else: "Individual donor")])),
            try recipient(of: pledge, project),
        ])
    }

    /// One organisation or person where one key is meant; the project itself where several receive for it.
    private mutating func recipient(of pledge: ConfirmedPledge, _ project: String) throws -> JSON.Field {
        guard let key = pledge.receivers.first, pledge.receivers.count == 1 else {
            return .init("recipientOrganization", .array([
                .object([.init("id", .string("pledged-\(pledge.pledge.content.to.hex)")), .init("name", .string(project))]),
            ]))
        }
        let recipient = try organisation(key, else: "Individual recipient")
        let isOrganisation = try person(key).isOrganisation
        return .init(isOrganisation ? "recipientOrganization" : "recipientIndividual", isOrganisation ? .array([recipient]) : recipient)
    }

    private mutating func person(_ key: PublicKey) throws -> (alias: String?, isOrganisation: Bool) {
        if let known = people[key] { return known }
        let found = try store.profile(of: key, in: collective), title = found?.text?.title ?? "", role = found?.profile.role
        let person = (
            alias: title.isEmpty ? nil : SafeText.shown(title), isOrganisation: role == .organisation || role == .circle)
        people[key] = person
        return person
    }

    private mutating func organisation(_ key: PublicKey, else other: String) throws -> JSON {
        let person = try person(key)
        let name = person.isOrganisation ? person.alias ?? KeyText.short(key) : other
        return .object([.init("id", .string("pledged-\(KeyText.author(key))")), .init("name", .string(name))])
    }
}

extension GivingExport.LeftOut {
    /// What people are told; nil where everything is in the file.
    var words: String? {
        let parts = [
            (unconfirmed, "that both sides have not confirmed"), (givenBack, givenBack == 1 ? "that was given back" : "that were given back"),
            (noMoney, "of time or things"),
            (unknownCurrency, "in currencies that the standard does not list"),
            (unknownDecimals, "in currencies whose decimals are not known here"), (loans, loans == 1 ? "that is a loan" : "that are loans"),
        ].filter { $0.0 > 0 }.map { "\(Count.words($0.0, "pledge", "pledges")) \($0.1)" }
        return parts.isEmpty ? nil : "Left out: \(parts.joined(separator: ", "))."
    }
}
