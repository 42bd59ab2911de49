/// What an amount counts, as people write it and as the ledger names it.
package enum AmountUnit: Hashable, Sendable {
    /// Counted in the currency's minor units; `iso4217:EUR` in the ledger.
    case currency(Currency)
    /// Counted in minutes; `time:min` in the ledger.
    case time
    /// Counted in pieces; `item:<tag>` in the ledger. The tag is checked: make one with `init(canonical:)`.
    case item(String)

    /// The unit of points in an imported election.
    package static let point = AmountUnit.item("point")

    /// Reads the ledger's name of a unit; nil for a currency that ISO 4217 doesn't have, a bad tag or anything else.
    package init?(canonical name: some StringProtocol) {
        if name.utf8.elementsEqual("time:min".utf8) {
            self = .time
        } else if let code = Self.rest(of: name, after: "iso4217:") {
            guard let currency = Currency(code: code) else { return nil }
            self = .currency(currency)
        } else if let tag = Self.rest(of: name, after: "item:") {
            guard Self.isTag(tag) else { return nil }
            self = .item(tag)
        } else {
            return nil
        }
    }

    /// The ledger's name of the unit.
    package var canonical: String {
        switch self {
        case .currency(let currency): "iso4217:\(currency.code)"
        case .time: "time:min"
        case .item(let tag): "item:\(tag)"
        }
    }

    /// How things are called: as commands take them, `3 item:blanket`, or as people read them, `3 × blanket`.
    package enum Spelling: Sendable { case typed, read }

    /// What pages set while they are made, for all that is said in them.
    @TaskLocal package static var spelling = Spelling.typed

    /// The unit as people say it: `EUR`, `hours`, `item:blanket`.
    package var words: String {
        switch self {
        case .currency(let currency): currency.code
        case .time: "hours"
        case .item(let tag): Self.spelling == .read ? tag : canonical
        }
    }

    /// The same for a unit by its name in the ledger; the name itself where it is not known here.
    static func words(_ name: String) -> String { AmountUnit(canonical: name)?.words ?? SafeText.shown(name, width: 40) }

    /// Whether a tag has 1 to 32 characters, each of a–z, 0–9 or a hyphen.
    package static func isTag(_ tag: some StringProtocol) -> Bool {
        (1...32).contains(tag.utf8.count)
            && tag.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
            }
    }

    static let tagRule = "a tag is 1 to 32 of a-z, 0-9 and -"

    private static func rest(of name: some StringProtocol, after start: String) -> String? {
        guard name.utf8.starts(with: start.utf8) else { return nil }
        return String(decoding: name.utf8.dropFirst(start.utf8.count), as: UTF8.self)
    }
}
