import PledgeLedger

/// Why an entry that can be read counts for nothing beside what it is about; where signing it here is refused, in
/// much the same words. What is not here yet says nothing: it may come.
struct Idleness {
    let why: String
    /// Whether a part of it counts.
    let isInPart: Bool

    var words: String { isInPart ? "counts in part: \(why)" : "counts for nothing: \(why)" }
    /// For a list.
    var remark: String { isInPart ? "counts in part" : "counts for nothing" }

    private init?(_ why: String?, isInPart: Bool = false) {
        guard let why else { return nil }
        (self.why, self.isInPart) = (why, isInPart)
    }

    /// Nil where nothing speaks against it.
    init?(_ facts: Facts, by author: PublicKey, _ details: Details) throws {
        switch facts {
        case .pledge(let pledge): self.init(try Self.why(pledge, details))
        case .endorse(let endorse): self.init(try Self.why(endorse, author, details))
        case .cause(let cause): self.init(try Self.why(cause, details))
        case .retract(let retract): self.init(try Self.why(retract, author, details))
        case .vouch(let vouch):
            self.init(vouch.subject == author ? "that key is its author's own; others have to vouch for them" : nil)
        case .settle(let settle): try self.init(settle, author, details)
        default: return nil
        }
    }

    private static func why(_ pledge: Pledge, _ details: Details) throws -> String? {
        guard let entry = try details.store.entry(pledge.to, in: details.collective)?.entry else { return nil }
        let unit = pledge.quantity.unit.name
        switch entry.reading.facts {
        case .project(let project):
            return AskChoice(project).fault(of: pledge.ask, in: unit, AmountText.shown(pledge.quantity.amount, unit: unit))
        case .round(let round):
            return pledge.ask == 0 && pledge.quantity.unit == round.poolUnit ? nil
                : "the pool is in \(round.poolUnit.name), and has no asks to choose from"
        default: return "\(pledge.to.short) is no project and no round"
        }
    }

    private static func why(_ endorse: Endorse, _ author: PublicKey, _ details: Details) throws -> String? {
        guard endorse.re == nil else { return nil }
        let isOwn = try PublicKey(endorse.target) == author
            || details.store.entry(EntryID(endorse.target), in: details.collective)?.entry.entry.author == author
        return isOwn ? "it is on its author's own, and there their word has no weight" : nil
    }

    private static func why(_ cause: Cause, _ details: Details) throws -> String? {
        if cause.cause == cause.effect { return "both are problem \(cause.cause.short); a problem can't be its own cause" }
        for id in [cause.cause, cause.effect] {
            guard let entry = try details.store.entry(id, in: details.collective)?.entry else { continue }
            if case .problem = entry.reading.facts { continue }
            return "\(try details.title(of: id)) is no problem"
        }
        return nil
    }

    private static func why(_ retract: Retract, _ author: PublicKey, _ details: Details) throws -> String? {
        guard let entry = try details.store.entry(retract.target, in: details.collective)?.entry, entry.entry.author != author
        else { return nil }
        return "entry \(retract.target.short) is somebody else's; one can take back one's own alone"
    }

    private init?(_ settle: Settle, _ author: PublicKey, _ details: Details) throws {
        guard let entry = try details.store.entry(settle.pledge, in: details.collective)?.entry else { return nil }
        guard case .pledge(let pledge) = entry.reading.facts else {
            self.init("\(settle.pledge.short) is no pledge")
            return
        }
        let sides = try PledgeSides(pledge, by: entry.entry.author, details.store, details.collective)
        if sides.isHere, let why = sides.refusal(of: settle.side, by: author) {
            self.init(why)
            return
        }
        if settle.side == .repaid, pledge.repayBy == nil {
            self.init("pledge \(settle.pledge.short) is no loan")
            return
        }
        let unit = pledge.quantity.unit.name, whole = AmountText.shown(pledge.quantity.amount, unit: unit)
        self.init(
            settle.amount > pledge.quantity.amount
                ? "\(AmountText.shown(settle.amount, unit: unit)) is more than was pledged, \(whole)" : nil, isInPart: true)
    }
}
