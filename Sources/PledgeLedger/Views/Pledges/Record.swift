/// How an author kept to what they promised, in one unit: for people to judge by, never to add up
/// across units.
public struct Record: Hashable, Sendable {
    /// How many came to their time, and how many of those were kept.
    public struct Score: Hashable, Sendable {
        public var kept: Int
        public var due: Int

        public init(kept: Int = 0, due: Int = 0) {
            self.kept = kept
            self.due = due
        }

        /// (kept + 1) ÷ (due + 2), Laplace's rule of succession: a stranger starts at a half.
        public var ratio: (over: Int, under: Int) { (kept + 1, due + 2) }

        /// By the ratio, exactly, by cross-multiplying.
        public func isLess(than other: Score) -> Bool {
            Int128(ratio.over) * Int128(other.ratio.under) < Int128(other.ratio.over) * Int128(ratio.under)
        }

        mutating func count(kept isKept: Bool) {
            due += 1
            if isKept { kept += 1 }
        }
    }

    public var author: PublicKey
    public var unit: Unit
    /// As a donor: pledges that were to be paid.
    public var pledges = Score()
    /// As a borrower: loans that were to be repaid.
    public var loans = Score()
}

extension PledgeState {
    /// Whether the pledge counts in its author's record, and as kept or not; nil where it does not.
    ///
    /// Within the time to settle, silence is no failure: only what was paid counts so far.
    func outcome(_ project: Project, at cutoff: Cutoff) -> Bool? {
        switch stage {
        case .paid, .refunded: return true
        case .defaulted: return false
        // Where no time was set, a word that nobody answered is not late.
        case .half: return wasDue && project.settleBy.map { cutoff.time > $0 } ?? false ? false : nil
        case .disputed: return wasDue && project.settleBy.map { cutoff.time > $0 } ?? true ? false : nil
        case .open, .firm, .due, .lapsed, .retracted: return nil
        }
    }
}

extension LoanState {
    /// Whether the loan counts in the borrower's record; nil while there is time, and where nothing was lent.
    var outcome: Bool? {
        guard lent > 0 else { return nil }
        return repaid == lent ? true : isPast ? false : nil
    }
}

/// One promise or loan that counts in somebody's record.
public struct RecordTerm: Hashable, Sendable {
    public var pledge: EntryID
    public var to: EntryID
    public var quantity: Quantity
    /// Whether it was repaid as a loan, or paid as a promise.
    public var isLoan: Bool
    public var isKept: Bool
}

/// Gathers one author's record from states, whoever computed them. Only counterparties with a voice at
/// the cutoff count: what somebody does with keys of their own is no record.
struct RecordSheet {
    let author: PublicKey
    private var records: [Unit: Record] = [:]
    /// What it is made of, in the order in which it was counted.
    private(set) var terms: [RecordTerm] = []

    init(of author: PublicKey) { self.author = author }

    /// Counts a pledge that the author made.
    mutating func count(
        made state: PledgeState, to project: Project, at cutoff: Cutoff, hasVoice: (PublicKey) throws -> Bool
    ) rethrows {
        guard state.author == author, let isKept = state.outcome(project, at: cutoff),
            try state.counterparties.contains(where: hasVoice)
        else { return }
        change(state.pledge.quantity.unit) { $0.pledges.count(kept: isKept) }
        terms.append(RecordTerm(
            pledge: state.id, to: state.pledge.to, quantity: state.pledge.quantity, isLoan: false, isKept: isKept))
    }

    /// Counts a loan that the author got.
    mutating func count(borrowed state: PledgeState, hasVoice: (PublicKey) throws -> Bool) rethrows {
        guard state.counterparties.contains(author), let isKept = state.loan?.outcome, try hasVoice(state.author)
        else { return }
        change(state.pledge.quantity.unit) { $0.loans.count(kept: isKept) }
        terms.append(RecordTerm(
            pledge: state.id, to: state.pledge.to, quantity: state.pledge.quantity, isLoan: true, isKept: isKept))
    }

    private mutating func change(_ unit: Unit, _ body: (inout Record) -> Void) {
        var record = records[unit] ?? Record(author: author, unit: unit)
        body(&record)
        records[unit] = record
    }

    /// By unit; none where nothing counts.
    var result: [Record] { records.values.sorted { $0.unit < $1.unit } }
}

extension PledgeStates {
    /// An author's record, by unit, as a pure function of the ledger.
    public static func record(
        of author: PublicKey, _ ledger: LedgerContents, at cutoff: Cutoff
    ) -> [Record] {
        let book = PledgeBook(ledger, at: cutoff)
        let met = MetSet(book, at: cutoff)
        let voices = Members.now(ledger, at: cutoff)
        var sheet = RecordSheet(of: author)
        for listed in book.projects.values {
            let states = ProjectStates(listed, book, met, at: cutoff, isProvisional: cutoff.timing.isProvisional)
            for state in states.pledges {
                sheet.count(made: state, to: listed.project, at: cutoff, hasVoice: voices.contains)
                sheet.count(borrowed: state, hasVoice: voices.contains)
            }
        }
        return sheet.result
    }
}
