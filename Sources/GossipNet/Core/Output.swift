import PledgeLedger

/// What the core wants done. The shell carries out outputs in order.
public enum Output: Sendable {
    // MARK: Links

    /// Dial, and answer with `linked` or `dialFailed`. May be slow; other dials do not wait for it.
    case dial(Address)
    /// Write what was sent before, then close. The core has already forgotten the link.
    case close(LinkID, CloseReason)
    /// Write one frame.
    case send(LinkID, Frame)
    /// Send one datagram under this link's session, if it can be.
    case datagram(LinkID, Datagram)
    /// Hand in `timerDue` at this moment. Takes the place of every earlier `wake`.
    case wake(at: Moment)

    // MARK: Serving from the store; the shell makes the frames

    /// Stream the ranges, in order, as ``Frame/segment(_:)`` frames with this `need` number (0 for a
    /// push), each holding entries of one feed in ascending seq with the texts held; then answer
    /// `served`. Entries that are not held are left out. At most one serve with a need number and
    /// one push are under way on a channel; a push may overtake the other.
    case serve(Channel, Ticket, need: UInt32, [FeedRange])
    /// Send the feed's fork proof as ``Frame/proof(_:)``, before all that waits to be streamed.
    /// Nothing when there is none.
    case serveProof(Channel, author: PublicKey)
    /// Answer each id with one ``Frame/fetched(_:)``: the entry (charter, definition, erasure) for
    /// `texts` false, the text of that entry for true; an empty one where it is not held.
    case serveFetch(Channel, [EntryID], texts: Bool)
    /// Answer with one ``Frame/ids(_:)`` of this `number`: an id for each seq, zero where none is held.
    case answerIDs(Channel, number: UInt32, author: PublicKey, seqs: [UInt64])

    /// Answer with ``Frame/Changes/answer(_:to:)`` of the heads in the frontier that changed after the change
    /// that is named: nil where the store has not got to it, or more than ``Limits/changesAtOnce`` changed.
    /// Then answer `served`.
    case serveChanges(Channel, Ticket, Frame.Since)

    // MARK: Taking into the store; the shell verifies, commits, tells `changed`, then `stored`

    /// Entries of one feed in the packed layout of ``SegmentReader``, not checked in any way. Takes of
    /// one feed are to be carried out in order.
    case take(Channel, Ticket, author: PublicKey, entries: [UInt8])
    /// Two entries that are said to prove a fork.
    case takeProof(Channel, Ticket, first: [UInt8], second: [UInt8])
    /// What was asked for by id: an entry, or the text (salt ‖ UTF-8) of the entry with that id.
    /// Exactly one of the two is given, and nothing is checked.
    case takeFetched(Channel, Ticket, EntryID, entry: [UInt8]?, text: [UInt8]?)
    /// Read ids of a feed, and answer with `ids`.
    case readIDs(Ticket, CollectiveID, author: PublicKey, seqs: [UInt64])

    // MARK: News for people

    /// The frontier roots are equal now; said each time they become so.
    case inStep(Channel, node: PublicKey)
    /// Entries received in this catch-up so far, and how many the peer's totals let expect: never
    /// fewer, or 0 where nobody knows.
    case progress(Channel, received: UInt64, expected: UInt64)
    /// The peer's clock, in milliseconds since the Unix epoch, as it claims.
    case peerClock(LinkID, UInt64)
    case report(Event)
}

/// Why a link was closed from this side.
public enum CloseReason: Hashable, Sendable, CustomStringConvertible {
    case nothingInCommon
    /// Another link to the same node is kept.
    case duplicate
    /// No frame for ``Limits/silence``.
    case silent
    /// Datagrams came that say that the peer holds something else, and nothing over the link for ``Limits/stuck``.
    case stuck
    /// Neither datagrams nor the link were answered.
    case dead
    /// This node's views gave the link up.
    case leftView(ViewOutput.Reason)
    case misbehaviour(Misbehaviour)
    /// The node misbehaved before.
    case banned
    /// The peer said goodbye.
    case goodbye(Farewell)

    public var description: String {
        switch self {
        case .nothingInCommon: "no collective in common"
        case .duplicate: "another link to the same node is kept"
        case .silent: "nothing was heard for \(Limits.silence / 1000) s"
        case .stuck: "its datagrams come, and nothing over the link for \(Limits.stuck / 1000) s"
        case .dead: "the node answers nothing"
        case .leftView(let reason): "no longer among this node's neighbours: \(reason)"
        case .misbehaviour(let what): "misbehaviour: \(what)"
        case .banned: "the node misbehaved within the hour"
        case .goodbye(let farewell): "the peer closed the link: \(farewell)"
        }
    }
}

/// What a peer did that no honest node does.
public enum Misbehaviour: Hashable, Sendable, CustomStringConvertible {
    case malformedFrame(FrameFault)
    /// A frame before its hello.
    case beforeHello
    /// A collective number outside the overlap.
    case unknownCollective
    /// An answer to nothing that was asked.
    case unasked
    /// More queued work than allowed.
    case flood
    case badSignature, malformedEntry, wrongCollective
    /// Cost much and gave nothing.
    case useless

    public var description: String {
        switch self {
        case .malformedFrame(let fault): "malformed frame: \(fault)"
        case .beforeHello: "a frame before the hello"
        case .unknownCollective: "a frame about a collective that was not shown to be common"
        case .unasked: "an answer to nothing that was asked"
        case .flood: "more requests at once than allowed"
        case .badSignature: "an entry with a bad signature"
        case .malformedEntry: "bytes that are no entry"
        case .wrongCollective: "an entry of another collective"
        case .useless: "it cost much and gave nothing"
        }
    }
}

/// What happened, for logs and status.
public enum Event: Hashable, Sendable {
    case dialing(Address)
    /// A dial failed; the next is due after so many milliseconds.
    case dialFailed(Address, again: UInt64)
    case linked(LinkID, node: PublicKey, role: Role)
    /// A link is gone; nil when the connection was lost.
    case unlinked(LinkID, node: PublicKey, CloseReason?)
    /// The peer's hello, with the incarnation of its store.
    case hello(LinkID, incarnation: UInt64, common: [CollectiveID])
    /// The peer has other feeds: it claims this many entries more than are held here (0 when fewer).
    case behind(Channel, entries: UInt64)
    /// A comparison has begun.
    case walking(Channel)
    /// A catch-up has ended, with so many entries accepted. Not yet the word that roots are equal.
    case caughtUp(Channel, accepted: UInt64)
    /// A catch-up made no progress for too long and was given up.
    case stalled(Channel)
    /// Comparisons yield nothing though roots differ; the next in so many milliseconds.
    case fruitless(Channel, pause: UInt64)
    /// A fork is known here that was not before.
    case forkSeen(CollectiveID, author: PublicKey, seq: UInt64)
    /// Where histories differ was looked for and found: entries differ from this seq on.
    case differenceFound(Channel, author: PublicKey, seq: UInt64)
    case misbehaviour(LinkID, node: PublicKey, Misbehaviour)
    /// What a peer in step holds of the owner's own feed, asked when it ended here with `head` (zero for none).
    case ownHead(Channel, node: PublicKey, head: EntryID, PeerHead)
    /// A node answers nothing; it is given some time to clear itself.
    case suspected(PublicKey)
    case cleared(PublicKey)
    case dead(PublicKey)
    /// Only the link answers: UDP is blocked between here and there; and the end of that.
    case datagramsBlocked(PublicKey)
    case datagramsPass(PublicKey)
    /// A push brought so many entries that were new, the last of them with this seq and over so many links.
    case arrived(Channel, author: PublicKey, seq: UInt64, hops: Int, entries: Int)
    /// A push brought so many entries that were held already.
    case pushedTwice(Channel, entries: Int)
    /// The peer was asked to push: the tree has this channel now.
    case grafted(Channel)
    /// The peer was asked not to push: the tree has this channel no more.
    case pruned(Channel)
    /// The peer announces what it does not deliver: its announcements are ignored for a while.
    case muted(Channel)
}
