import PledgeLedger

/// A link as the views see it.
package struct ViewLink: Sendable {
    package enum Stage: Hashable, Sendable {
        /// Nothing was asked yet.
        case open(until: Moment)
        /// This side asked to be neighbours.
        case asked(until: Moment)
        /// In the active view.
        case active
    }

    package let node: PublicKey
    package let source: AddressSource
    /// Where the node can be dialled, as the book has it.
    let address: Address?
    package let isOutbound: Bool
    package let isKept: Bool
    package let began: Moment
    var stage: Stage
    /// The core's measure, for comparison only.
    package var usefulness: UInt64
    var messages: Bucket
    /// Dialled to mix the overlay: if it is taken, another one goes.
    var isMix = false

    package init(
        node: PublicKey, source: AddressSource, address: Address?, isOutbound: Bool, isKept: Bool, began: Moment,
        stage: Stage, usefulness: UInt64 = 0, now: Moment
    ) {
        self.node = node
        self.source = source
        self.address = address
        self.isOutbound = isOutbound
        self.isKept = isKept
        self.began = began
        self.stage = stage
        self.usefulness = usefulness
        messages = Bucket(perSecond: Limits.viewMessagesPerSecond, most: Limits.viewMessagesAtOnce, now: now)
    }

    var isActive: Bool { stage == .active }
    var isAsked: Bool { if case .asked = stage { true } else { false } }
    package var group: AddressGroup { source.group }

    /// When it is given up; nil for one in the active view.
    var deadline: Moment? {
        switch stage {
        case .open(let until), .asked(let until): until
        case .active: nil
        }
    }
}
