import PledgeLedger

/// The two sides of a pledge: only their keys have a word on what became of it.
struct PledgeSides {
    let donor: PublicKey
    /// Who says that it was received: the project's recipient, else its stewards, else its author; a round's author.
    let receivers: [PublicKey]
    /// Whether what it is to is here: before that nobody knows the other side.
    let isHere: Bool

    init(_ pledge: Pledge, by donor: PublicKey, _ store: Store, _ collective: CollectiveID) throws {
        self.donor = donor
        let entry = try store.entry(pledge.to, in: collective)?.entry
        isHere = entry != nil
        receivers = switch entry?.reading.facts {
        case .project(let project)?: project.receivers(author: entry?.entry.author ?? donor)
        case .round?: [entry?.entry.author].compactMap { $0 }
        default: []
        }
    }

    /// Whether a key pledged to itself: then nobody but another receiver can say that it came.
    func areBoth(_ key: PublicKey) -> Bool { key == donor && receivers.contains(key) }

    /// Whether nobody but its author receives it: then both sides never speak.
    var isToItself: Bool { receivers == [donor] }

    /// What a key has to say here, where it is one side's.
    func words(for key: PublicKey) -> String {
        if key == donor { return "you are who pledged: say --paid" }
        return receivers.contains(key) ? "it was for you: say --received" : "yours is neither side's key here"
    }

    /// Why a key has no such word; nil where it has.
    func refusal(of side: Settle.Side, by key: PublicKey) -> String? {
        let isDonors = [.paid, .refunded, .repaid].contains(side), isReceivers = side != .paid
        if key == donor && isDonors || receivers.contains(key) && key != donor && isReceivers { return nil }
        if areBoth(key) { return "nobody is both sides of a promise: who pledged can't say --\(side) too" }
        return "--\(side) is for \(side == .paid ? "who pledged" : "who it was for") to say"
    }
}
