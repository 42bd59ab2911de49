/// What the states of pledges are computed from: projects in the view with what was promised to them,
/// and what both sides said of it. The store fills one from its rows, an audit from a whole ledger.
struct PledgeBook: Sendable {
    /// One project in the view.
    struct Listed: Sendable {
        var id: EntryID
        var author: PublicKey
        var project: Project
        /// Ascending by author, then place.
        var promises: [Promise]

        /// Who gets what is pledged: the recipient, or else the stewards, or else the project's author.
        var receivers: [PublicKey] { project.receivers(author: author) }
    }

    var projects: [EntryID: Listed] = [:]
    /// Both sides' standing words, by pledge.
    var words: [EntryID: [Said<Settle>]] = [:]
    /// Keys without a voice, by moment (see ``Project/moment(at:)``), where a promise asks for people.
    var silent: [UInt64: Set<PublicKey>] = [:]
}

/// One pledge with what its own author's chain makes of it.
struct Promise: Sendable {
    var said: Said<Pledge>
    /// The ask that it answers; nil where it fits none of the project's.
    var ask: Project.Ask?
    /// Whether its author stands by it: no retraction within the cutoff.
    var stands: Bool
    /// Whether a retraction took it back with effect.
    var isTakenBack: Bool
    /// How much capacity was missing for it; 0 where it is backed.
    var missingCapacity: UInt128
    var timeliness: Timeliness

    /// Whether it can be in the set that meets an ask: all but the conditions on others.
    var isBinding: Bool { ask != nil && !isTakenBack && missingCapacity == 0 && timeliness == .onTime }

    /// Whether only witnesses' covers are missing for the same.
    var isAwaited: Bool { ask != nil && !isTakenBack && missingCapacity == 0 && timeliness == .awaited }

    /// Whether it asks nothing of other people or projects.
    var isUnconditional: Bool { said.content.joint.isEmpty && said.content.minimumPeople == 0 }
}

extension Project {
    public func receivers(author: PublicKey) -> [PublicKey] {
        if let recipient { return [recipient] }
        return keepers(author: author)
    }

    /// When it is asked who has a voice: at the lock, so that a vouch that ends later undoes nothing;
    /// at the cutoff while the lock is ahead.
    func moment(at cutoff: Cutoff) -> UInt64 { min(lock ?? .max, cutoff.time) }
}

extension Facts {
    /// The lock of a project or round: outer nil for anything else, inner where it has none.
    var lock: UInt64?? {
        switch self {
        case .project(let project): .some(project.lock)
        case .round(let round): .some(round.lock)
        default: nil
        }
    }
}

extension Said {
    var moment: Moment { Moment(author: author, seq: seq, time: time) }
}
