import PledgeLedger

/// A link as the views see it.
struct ViewLink: Sendable {
    enum Stage: Hashable, Sendable {
        /// Nothing was asked yet.
        case open(until: Moment)
        /// This side asked to be neighbours.
        case asked(until: Moment)
        /// In the active view.
        case active
    }

    let node: PublicKey
    let source: AddressSource
    /// Where the node can be dialled, as the book has it.
    let address: Address?
    let isOutbound: Bool
    let isKept: Bool
    let began: Moment
    var stage: Stage
    /// The core's measure, for comparison only.
    var usefulness: UInt64 = 0
    var messages: Bucket

    var isActive: Bool { stage == .active }
    var isAsked: Bool { if case .asked = stage { true } else { false } }
    var group: AddressGroup { source.group }

    /// When it is given up; nil for one in the active view.
    var deadline: Moment? {
        switch stage {
        case .open(let until), .asked(let until): until
        case .active: nil
        }
    }
}
