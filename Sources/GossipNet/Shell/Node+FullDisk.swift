import Logging
import PledgeLedger

/// A full disk: the node goes on serving what it holds, takes nothing in, and is back by itself.
extension Node {
    /// Bytes that have to be free before anything is written again: more than a group of entries needs
    /// with SQLite's log of it, so that the node is not full again at once.
    static let room = 8 << 20
    /// The disk is full below so many free bytes, though nothing has been written yet that found no room: a
    /// group of entries takes more, so that the next one would find none.
    static let scarce = 1 << 20

    /// The links as they are. A node that takes nothing in does not claim to hold what others hold.
    var described: [NodeStatus.Peer] {
        let (now, wallClock) = (now, Node.wallClock)
        return links.sorted { $0.key < $1.key }.map { link in
            var peer = core.describe(link.value.status, link.key) { wallClock - min(wallClock, now.since($0)) }
            if isReadOnly {
                for place in peer.collectives.indices { peer.collectives[place].isInStep = false }
            }
            return peer
        }
    }

    /// For whoever else writes into the store and found no room.
    /// - Parameter owed: what is written once there is room; nil where nothing is.
    package func noteFullDisk(_ fault: StoreFault, owed: (@Sendable () throws -> Void)? = nil) {
        queue.async {
            if let owed { self.owed.append(owed) }
            self.diskIsFull(fault)
        }
    }

    func diskIsFull(_ fault: StoreFault) {
        guard !isReadOnly else { return }
        isReadOnly = true
        config.logger.error("store: \(fault)")
        config.logger.warning("this node takes nothing in until there is room on the disk")
    }

    /// Takes things in again where there is room; says so where there is none, though nobody has given anything yet.
    func lookForRoom() {
        guard isReadOnly else {
            if store.lacksRoom || isScarce { diskIsFull(.full(path: store.path)) }
            return
        }
        guard DurableFile.hasRoom(Self.room, besides: store.path) else { return }
        guard !store.lacksRoom else { return onEvent(.roomAgain) }
        isReadOnly = false
        config.logger.notice("there is room on the disk again")
        let owed = owed
        self.owed = []
        for write in owed { logging(write) }
        ingest.goOn()
        noticeOrLog()
    }

    /// Not every file system tells the truth of its room, so that what it says is tried.
    private var isScarce: Bool {
        guard let free = DurableFile.room(besides: store.path), free < Self.scarce else { return false }
        return !DurableFile.hasRoom(Self.scarce, besides: store.path)
    }
}
