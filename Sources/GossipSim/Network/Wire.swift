import GossipNet

/// A stream between two nodes, as the network has it. Side 0 dialled side 1. All of it are numbers, so that it is
/// copied cheaply; what waits to be sent is kept in ``Wires``.
struct Wire {
    /// One direction.
    struct Lane {
        /// When the latest delivery comes: a stream keeps its order.
        var last: UInt64 = 0
        /// Bytes sent and not yet read.
        var queued = 0
        var isBacklogged = false
    }

    /// Something on its way.
    enum Parcel {
        case frame(Frame, size: Int)
        case malformed(FrameFault, size: Int)
        /// The sender closed its end.
        case end

        /// Bytes of plaintext.
        var size: Int {
            switch self {
            case .frame(_, let size), .malformed(_, let size): size
            case .end: 0
            }
        }
    }

    /// A part of a stream from the store.
    enum Streamed {
        case frame(Frame)
        /// All before it is queued: the sender's core is told.
        case told(Input)
    }

    let id: LinkID
    let nodes: (Int, Int)
    /// One-way, in milliseconds.
    let delay: UInt64
    /// Whether each side's socket is open.
    var isOpen = (true, true)
    /// Whether a hello has come out of it.
    var isGreeted = false
    /// By the side that sends.
    var lanes = (Lane(), Lane())

    func node(_ side: Int) -> Int { side == 0 ? nodes.0 : nodes.1 }
    func side(of node: Int) -> Int { nodes.0 == node ? 0 : 1 }
    func isOpen(_ side: Int) -> Bool { side == 0 ? isOpen.0 : isOpen.1 }

    // Fields of a lane that are looked at with each delivery: the lane as a whole would be copied.
    func last(_ side: Int) -> UInt64 { side == 0 ? lanes.0.last : lanes.1.last }
    func queued(_ side: Int) -> Int { side == 0 ? lanes.0.queued : lanes.1.queued }
    func isBacklogged(_ side: Int) -> Bool { side == 0 ? lanes.0.isBacklogged : lanes.1.isBacklogged }

    mutating func close(_ side: Int) {
        if side == 0 { isOpen.0 = false } else { isOpen.1 = false }
    }

    subscript(lane side: Int) -> Lane {
        get { side == 0 ? lanes.0 : lanes.1 }
        _modify {
            if side == 0 { yield &lanes.0 } else { yield &lanes.1 }
        }
    }
}
