/// What a view reads, whether from a ledger in memory or from the rows of a store: entries that count,
/// at one cutoff. Both answer the same, so that every view is written once.
public protocol ViewSource {
    var charter: Charter { get }
    var cutoff: Cutoff { get }
    /// Whether a kept author is a member now.
    func hasVoice(_ author: PublicKey) throws -> Bool
    /// Definitions of one kind that kept feeds hold or counted entries name, by id.
    func definitions(_ kind: Kind) throws -> [Said<Facts>]
    /// One definition that is held, whoever named it.
    func definition(_ id: EntryID) throws -> Said<Facts>?
    /// Entries of one kind that stand, by author and place.
    /// - Parameters:
    ///   - target: one that they name (``Facts/mentioned``); nil for all.
    ///   - pick: their content; nil for what is not wanted.
    func said<Content>(_ kind: Kind, of target: EntryID?, _ pick: (Facts) -> Content?) throws -> [Said<Content>]
    /// Pledges to a project or round that stand, by author and place, whether or not they fit it.
    func pledges(to id: EntryID) throws -> [Said<Pledge>]
    /// The same with those that their authors took back: what was paid of one stays paid.
    func everyPledge(to id: EntryID) throws -> [Said<Pledge>]
    /// What anybody says became of a pledge, as far as it stands, by author and place.
    func settlements(on pledge: EntryID) throws -> [Said<Settle>]
    /// Each kept author's standing word on a target, by author.
    func stances(on target: Bytes32) throws -> [(author: PublicKey, stance: Tally.Stance)]
    /// The same with the endorsements themselves, for readers who want their text.
    func words(on target: Bytes32) throws -> [StandingWord]
    /// Problems of the view, by id.
    func problems() throws -> [ListedProblem]
    /// Whether any problem may repeat another.
    func mayRepeatProblems() throws -> Bool
    /// Causes that stand.
    func claims() throws -> [StandingClaim]
    /// Each kept author's standing word on each of many targets, by author.
    func stances(where isWanted: (EntryID) -> Bool) throws -> [EntryID: [StandingStance]]
    /// What is pledged to each of some projects, as their totals have it.
    func totals(of projects: [Said<Project>]) throws -> [ProjectTotals]
    /// Kept authors whose latest profile names a skill, ascending.
    func offering(_ skill: String) throws -> [PublicKey]
    /// Projects that count and revise another, by id, whether or not their authors took them back.
    func revisions(of id: EntryID) throws -> [EntryID]
    /// Whether a definition is in a kept feed, up to its stop, and not held only because others name it.
    func isInChain(_ id: EntryID) throws -> Bool
    /// Whether an entry that counts was taken back by its author.
    func isTakenBack(_ id: EntryID) throws -> Bool
    /// Member-scope vouches that stand, by voucher and subject.
    func vouches() throws -> [RoundVouch]
    /// The same ledger as it was at a lock, or is so far while that is ahead.
    func locked(at lock: UInt64) throws -> Self
}

extension ViewSource {
    /// What both sides say of a pledge.
    /// - Parameter receivers: who may speak for the other side.
    func settlement(of said: Said<Pledge>, receivers: [PublicKey]) throws -> Settlement {
        Settlement(of: said, receivers: receivers, words: try settlements(on: said.id))
    }

    /// The same, of those with a voice.
    func voicedStances(on target: Bytes32) throws -> [(author: PublicKey, stance: Tally.Stance)] {
        try stances(on: target).filter { try hasVoice($0.author) }
    }
}

extension VouchRecord {
    /// The vouches of one author that stand at a cutoff: the latest on each subject, where it gives.
    func standing(at cutoff: Cutoff) -> [RoundVouch] {
        now(at: cutoff).subjects.filter(\.counts).map { RoundVouch(voucher: voucher, subject: $0.key) }
    }
}
