import PledgeLedger

/// What the views are told.
package enum ViewInput: Sendable {
    /// A link to `node` stands; there is one at most, so another for the same node takes its place.
    /// - `host`: the other end as the socket names it; nil when not known.
    /// - `address`: where the node can be dialled: the address that was dialled, or for a link that
    ///   the other side dialled its host with the port it says that it listens on; nil when there is none.
    /// - `isOutbound`: this side dialled.
    /// - `isDiallable`: false when the node is known not to take links.
    /// - `isKept`: a person gave this node by hand.
    case linkUp(
        PublicKey, host: String?, address: Address?, isOutbound: Bool, isDiallable: Bool = true, isKept: Bool = false)
    /// A link has gone. Harmless for one that the views gave up themselves.
    case linkDown(PublicKey, Parting)
    /// A message about views came from a node.
    case message(from: PublicKey, ViewMessage)
    /// A dial came to nothing.
    case dialFailed(Address)
    /// A dial brought a node to which another link is kept.
    case dialDuplicate(Address, PublicKey)
    /// An address that is worth knowing: from an invite (no `host`: it is believed) or from a host on
    /// the local network that said so itself.
    case heard(Address, PublicKey?, host: String?)
    /// How useful a linked node has been, by any measure that compares links.
    case useful(PublicKey, UInt64)
    /// The moment of ``PartialViews/due`` has come.
    case tick

    /// Why a link went.
    package enum Parting: Hashable, Sendable {
        /// The connection broke, or went silent.
        case lost
        /// The other side closed it as it should.
        case polite
        /// No use dialling within so many milliseconds: nothing in common, misbehaviour.
        case unwanted(UInt64)
    }
}

/// What the views want done, in order.
public enum ViewOutput: Hashable, Sendable {
    /// Why a link is given up.
    public enum Reason: Hashable, Sendable {
        /// One side has no room in its active view.
        case full
        /// Another took its place.
        case displaced
        /// It asked for nothing, or did not answer.
        case idle
        /// The other side left the link.
        case left
        /// It was dialled to see whether it can be.
        case tested
        /// The node is this one.
        case own
    }

    case send(PublicKey, ViewMessage)
    /// Dial, and answer with `linkUp`, `dialFailed` or `dialDuplicate`.
    case dial(Address)
    /// Close the link once what was sent is written. The views have forgotten it.
    case drop(PublicKey, Reason)
}
