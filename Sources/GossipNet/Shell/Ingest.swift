import Dispatch
import Logging
import PledgeLedger
import Synchronization

/// Takes what peers send into the store: verified on every core, then committed in groups, in two
/// stages so that one group is verified while the one before is written.
final class Ingest: Sendable {
    /// One thing to take.
    struct Item: Sendable {
        enum Work: Sendable {
            /// Packed entries of one feed.
            case entries([UInt8])
            case proof([UInt8], [UInt8])
            case fetched(EntryID, entry: [UInt8]?, text: [UInt8]?)
        }

        let channel: Channel
        let ticket: Ticket
        let work: Work

        var size: Int {
            switch work {
            case .entries(let bytes): bytes.count
            case .proof(let first, let second): first.count + second.count
            case .fetched(_, let entry, let text): (entry?.count ?? 0) + (text?.count ?? 0)
            }
        }
    }

    /// What became of some items of one link.
    struct Done: Sendable {
        let link: LinkID
        let outcomes: [(Ticket, Outcome)]
        /// Whether the link was not read, and may be again.
        let drained: Bool
    }

    private struct State {
        var items: [Item] = []
        /// Bytes waiting, or in work, by link.
        var held: [LinkID: Int] = [:]
        var paused: Set<LinkID> = []
        var isRunning = false
        /// The disk is full.
        var isHeld = false
        /// Nothing more is begun.
        var isEnding = false
    }

    /// Bytes taken in one group: about a thousand entries.
    static let groupBytes = 384 << 10
    /// Items of other links that are passed over for one group.
    static let lookahead = 4_096
    /// Groups between verifying and writing: enough to go on verifying while the disk syncs.
    static let ahead = 8

    private let store: Store
    private let logger: Logger
    private let onDone: @Sendable (Done) -> Void
    /// Told that the disk is full; what was to be written waits until ``goOn()``.
    private let onFull: @Sendable (StoreFault) -> Void
    /// Signalled when there may be room, and at the end.
    private let roomMade = DispatchSemaphore(value: 0)
    private let state = Mutex(State())
    private let verifyQueue = DispatchQueue(label: "pledged.verify")
    private let commitQueue = DispatchQueue(label: "pledged.commit")
    private let room = DispatchSemaphore(value: ahead)
    private let preparing: Preparing

    init(
        store: Store, logger: Logger, onFull: @escaping @Sendable (StoreFault) -> Void,
        onDone: @escaping @Sendable (Done) -> Void
    ) {
        self.store = store
        preparing = Preparing(store: store)
        self.logger = logger
        self.onFull = onFull
        self.onDone = onDone
    }

    /// Tries again what a full disk did not take.
    func goOn() {
        let wasHeld = state.withLock { state in
            defer { state.isHeld = false }
            return state.isHeld
        }
        if wasHeld { roomMade.signal() }
    }

    /// Adds an item. - Returns: whether its link should not be read for now.
    func add(_ item: Item) -> Bool {
        let (starts, pauses) = state.withLock { state in
            state.items.append(item)
            let held = (state.held[item.channel.link] ?? 0) + item.size
            state.held[item.channel.link] = held
            let starts = !state.isRunning
            state.isRunning = true
            let pauses = held > Limits.unverifiedHigh && state.paused.insert(item.channel.link).inserted
            return (starts, pauses)
        }
        if starts { verifyQueue.async { self.run() } }
        return pauses
    }

    /// Forgets a link's marks; its items are still taken.
    func drop(_ link: LinkID) {
        _ = state.withLock { $0.paused.remove(link) }
    }

    /// Waits until the group being written is in the store. What waits behind it is let go of: nobody
    /// was told that it is held, and peers still have it.
    func end() {
        state.withLock { $0.isEnding = true }
        goOn()
        verifyQueue.sync {}
        commitQueue.sync {}
    }

    private func run() {
        while let group = nextGroup() {
            let prepared = Array(zip(group, preparing.prepare(group)))
            room.wait()
            commitQueue.async {
                self.commit(prepared)
                self.room.signal()
            }
        }
    }

    /// The next items of one channel, up to a group's size.
    private func nextGroup() -> [Item]? {
        state.withLock { state in
            guard let first = state.items.first, !state.isEnding else {
                state.isRunning = false
                return nil
            }
            // Several peers' items come by turns: those of one are gathered, in their order.
            var group: [Item] = [], others: [Item] = [], bytes = 0, end = 0
            for item in state.items {
                guard bytes < Self.groupBytes, others.count < Self.lookahead else { break }
                end += 1
                if item.channel == first.channel {
                    group.append(item)
                    bytes += item.size
                } else {
                    others.append(item)
                }
            }
            state.items.replaceSubrange(0..<end, with: others)
            return group
        }
    }

    /// What became of a group. Where the disk is full it waits for room, and with it all that comes after:
    /// links that bring more are not read before long.
    /// - Returns: nil at the end.
    private func outcomes(of group: [(Item, Prepared)], _ channel: Channel) -> [(Ticket, Outcome)]? {
        let committing = Committing(store: store, collective: channel.collective)
        while true {
            do {
                return try committing.commit(group.map { ($0.ticket, $1) })
            } catch StoreFault.full(let path) {
                let isEnding = state.withLock { state in
                    state.isHeld = !state.isEnding
                    return state.isEnding
                }
                if isEnding { return nil }
                onFull(.full(path: path))
                roomMade.wait()
            } catch {
                logger.error("store: \(error)")
                return group.map { ($0.0.ticket, Outcome(refused: .notWanted)) }
            }
        }
    }

    private func commit(_ group: [(Item, Prepared)]) {
        guard let channel = group.first?.0.channel, !state.withLock(\.isEnding) else { return }
        guard let outcomes = outcomes(of: group, channel) else { return }
        let size = group.reduce(0) { $0 + $1.0.size }
        let drained = state.withLock { state in
            let held = (state.held[channel.link] ?? 0) - size
            state.held[channel.link] = held > 0 ? held : nil
            return held < Limits.unverifiedLow && state.paused.remove(channel.link) != nil
        }
        onDone(Done(link: channel.link, outcomes: outcomes, drained: drained))
    }
}
