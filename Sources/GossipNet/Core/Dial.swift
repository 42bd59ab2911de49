import PledgeLedger

/// An address worth a link, and when to dial it next.
struct Dial: Sendable {
    enum State: Sendable {
        /// To be dialled at this moment.
        case idle(Moment)
        case dialing
        case linked(LinkID)
        /// Another link to the same node stands.
        case covered
    }

    var state: State
    /// The pause before the next dial, unjittered; 0 after a good link.
    var pause: UInt64 = 0
    /// The node that answered there last.
    var node: PublicKey?
    /// Nothing was in common with it: no use dialling before this node has another collective.
    var lacksCommon = false

    /// Lengthens the pause and returns it jittered.
    mutating func backOff(_ random: inout CoreRandom) -> UInt64 {
        pause = min(max(pause * 2, Limits.dialPause), Limits.dialPauseMost)
        return random.jittered(pause)
    }
}
