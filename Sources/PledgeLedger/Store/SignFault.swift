/// Why nothing was signed, or not stored.
public enum SignFault: Error, Sendable, Equatable, CustomStringConvertible {
    case forked(at: UInt64)
    case clockBehind(seconds: UInt64)
    case clockOff(seconds: Int64)
    case unconfirmed(Doubt, seq: UInt64)
    case damagedMark(String)
    case notTaken(Taken)
    /// The entry is signed and beside the key, with its text, and could not be stored.
    case notStored(Entry, why: String)

    /// What makes a store look older than the key.
    public enum Doubt: Sendable, Equatable {
        case noMark
        case takenUp
        /// Nothing that is known was signed, in a folder that is not as it was when the key was made.
        case notMadeHere
        case otherHost
        /// The mark's entry comes after all that the store holds: its place.
        case behind(UInt64)
        /// The store holds the mark's entry, and more: its place.
        case ahead(UInt64)
        /// The store holds another entry at the place of the mark's: that place.
        case parted(UInt64)
    }

    public var description: String {
        switch self {
        case .forked(let place):
            "this key signed two entries at place \(place), so nothing it signs from there on counts; "
                + "found a new key with `pledged init` in another home"
        case .clockBehind(let seconds):
            "this clock is \(seconds) s behind the last entry signed here; set it right, or insist with --any-clock"
        case .clockOff(let seconds):
            "this clock is \(abs(seconds)) s \(seconds > 0 ? "behind" : "ahead of") the peers' clocks; set it right, "
                + "or insist with --any-clock"
        case .unconfirmed(let doubt, let seq):
            "\(doubt); signing \(seq == 0 ? "a first entry" : "on entry \(seq)") could fork your feed for good. Let a "
                + "peer confirm it first (`pledged sync HOST:PORT`); if no other node ever had this ledger, insist "
                + "with --risk-fork"
        case .damagedMark(let path):
            "the mark \(path) is damaged; remove it, then let a peer confirm your feed (`pledged sync HOST:PORT`)"
        case .notTaken(.waitingRoomFull):
            "you are no member yet, and the waiting room takes no more entries of yours; ask a member for a vouch"
        case .notTaken(.verdict(.refused)): "your feed is full: the collective's quota for one feed is reached"
        case .notTaken(.full): "this node's bound for the collective is reached; see `pledged status`"
        case .notStored(let entry, let why):
            "\(why); entry \(entry.id.hex.prefix(12)) is signed and kept beside your key with its words, and the next "
                + "command that signs stores it first: don't say it again"
        case .notTaken(let taken): "the store did not take the entry (\(taken)); try again"
        }
    }
}

extension SignFault.Doubt: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noMark: "this store holds entries of yours, and the mark beside your key is missing"
        case .takenUp: "your key was taken up from a copy, and no other node has said what it signed before"
        case .notMadeHere: "this folder is not where your key was made: a copy, a backup, or another machine"
        case .otherHost: "this store is not where you last signed: a copy, a backup, or another machine"
        case .behind(let seq):
            "this store is older than the mark beside your key: the mark says that you last signed entry \(seq)"
        case .ahead(let seq):
            "this store is newer than the mark beside your key: it goes on after entry \(seq), the mark's last, so you "
                + "signed elsewhere, or the mark is from a backup"
        case .parted(let seq):
            "this store holds another entry \(seq) than the one that you last signed by the mark beside your key"
        }
    }
}
