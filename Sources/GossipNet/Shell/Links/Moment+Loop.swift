import NIOCore

extension Moment {
    /// Now, on the clock of event loops.
    static var now: Moment {
        Moment(milliseconds: NIODeadline.now().uptimeNanoseconds / 1_000_000)
    }

    /// The same moment for an event loop's timers.
    var deadline: NIODeadline {
        .uptimeNanoseconds(milliseconds.multipliedReportingOverflow(by: 1_000_000).partialValue)
    }
}

extension Duration {
    /// Whole milliseconds, 0 for a negative duration.
    var milliseconds: UInt64 {
        UInt64(clamping: components.seconds) &* 1_000
            &+ UInt64(clamping: components.attoseconds / 1_000_000_000_000_000)
    }
}
