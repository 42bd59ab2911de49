import PledgeLedger

/// What tickets that the shell has not answered yet are for.
struct TicketUses: Sendable {
    enum Use: Sendable {
        // What is taken in, with the moment at which it came.
        case take(Channel, Moment)
        case takePush(Channel, Moment, PublicKey, BroadcastArrival)
        case proof(Channel, Moment)
        case fetched(Channel, FetchItem)
        case serve(Channel)
        case push(Channel)
        case changes(Channel)
        case ids(Channel, author: PublicKey, number: UInt32)
    }

    // Looked up only.
    private var uses: [Ticket: Use] = [:]
    private var last: UInt64 = 0

    mutating func draw(_ use: Use) -> Ticket {
        last += 1
        let ticket = Ticket(last)
        uses[ticket] = use
        return ticket
    }

    /// Each ticket is answered once.
    mutating func answer(_ ticket: Ticket) -> Use? { uses.removeValue(forKey: ticket) }
}
