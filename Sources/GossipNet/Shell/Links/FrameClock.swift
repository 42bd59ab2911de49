/// Holds a peer to a minimum byte rate: tells until when the frame that it has begun must be whole.
package struct FrameClock {
    /// In milliseconds.
    private let patience: UInt64
    private let rate: UInt64
    private var began: Moment?
    /// Bytes of the begun frame that have come, its length included.
    package private(set) var held = 0

    package init(limits: LinkLimits) {
        patience = limits.framePatience.milliseconds
        rate = UInt64(max(1, limits.frameRate))
    }

    /// Until when the begun frame must be whole, going by the bytes that came; nil between frames.
    package var deadline: Moment? {
        began?.adding(patience + UInt64(held) * 1_000 / rate)
    }

    /// `count` bytes of a frame came, and not its end.
    package mutating func took(_ count: Int, now: Moment) {
        guard count > 0 else { return }
        if began == nil { began = now }
        held += count
    }

    /// The begun frame is whole.
    package mutating func frameEnded() {
        began = nil
        held = 0
    }

    /// Reading goes on after a pause that was not the peer's: its time begins anew.
    package mutating func resumed(now: Moment) {
        if began != nil { began = now }
    }
}
