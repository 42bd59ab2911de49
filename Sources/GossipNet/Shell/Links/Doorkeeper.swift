/// Who may come in: counts accepted connections whose handshake is not done, and links that
/// others dialled, against their caps.
///
/// When a cap on handshakes is reached, the newest connection is refused, unless the oldest that
/// stands in its way has had ``LinkLimits/halfOpenGrace``: then that one gives way.
package struct Doorkeeper {
    /// Names a connection until its handshake is done.
    package typealias Ticket = UInt64

    package enum Verdict: Equatable {
        case enter
        /// Enter, and close this older connection.
        case replace(Ticket)
        case refuse(LinkEnd)
    }

    private struct Guest {
        let ticket: Ticket
        let host: HostGroup
        let since: Moment
    }

    private let limits: LinkLimits
    /// Oldest first; never more than ``LinkLimits/halfOpen``.
    private var waiting: [Guest] = []
    package private(set) var inboundLinks = 0

    package init(limits: LinkLimits) {
        self.limits = limits
    }

    /// Connections whose handshake is not done.
    package var halfOpen: Int { waiting.count }

    /// Decides on a connection that was just accepted, and counts it unless it is refused.
    package mutating func arrive(_ ticket: Ticket, from host: HostGroup, now: Moment) -> Verdict {
        guard inboundLinks < limits.inboundLinks else { return .refuse(.tooManyLinks) }
        let sameHostIsFull = waiting.count { $0.host == host } >= limits.halfOpenPerHost
        let guest = Guest(ticket: ticket, host: host, since: now)
        guard sameHostIsFull || waiting.count >= limits.halfOpen else {
            waiting.append(guest)
            return .enter
        }
        let oldest = waiting.firstIndex { !sameHostIsFull || $0.host == host }
        guard let oldest, now.since(waiting[oldest].since) >= limits.halfOpenGrace.milliseconds else {
            return .refuse(.tooManyHalfOpen)
        }
        let replaced = waiting.remove(at: oldest)
        waiting.append(guest)
        return .replace(replaced.ticket)
    }

    /// The connection's handshake is done.
    /// - Returns: false when there are as many links already as may be.
    package mutating func link(_ ticket: Ticket) -> Bool {
        leave(ticket)
        guard inboundLinks < limits.inboundLinks else { return false }
        inboundLinks += 1
        return true
    }

    /// The connection ended before its handshake was done, if it was counted still.
    package mutating func leave(_ ticket: Ticket) {
        waiting.removeAll { $0.ticket == ticket }
    }

    /// A link that ``link(_:)`` counted ended.
    package mutating func unlink() {
        inboundLinks = max(0, inboundLinks - 1)
    }
}
