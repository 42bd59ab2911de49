import PledgeLedger

/// What the prober is told.
public enum ProbeInput: Sendable {
    /// A datagram that opened under the session with this node, and that ``DatagramCodec`` read.
    case received(Datagram, from: PublicKey)
    /// The link's answer to an ``ProbeOutput/askLink(_:number:)``.
    case linkAnswered(PublicKey, number: UInt32)
    /// Any frame came over the link: while bulk data fills it, answers to pings are late.
    case linkHeard(PublicKey)
    /// The moment ``Prober/due`` has come.
    case timerDue
}

/// What the prober wants done, in order.
public enum ProbeOutput: Hashable, Sendable {
    /// Seal and send this datagram; before that, let a ping or ack carry roots: as of now, those that
    /// fit `room` bytes (``Datagram/carrying(_:)``, ``Datagram/Roots/fitting(_:)``). An answer has no
    /// more room than what it answers.
    case send(Datagram, to: PublicKey, room: Int)
    /// Ask this node over its link, by a frame ahead of all bulk data, to answer with this number.
    case askLink(PublicKey, number: UInt32)
    /// What the node says that it holds. Comes before the ack to it, which may then say "the same".
    case roots(Datagram.Roots, from: PublicKey)
    /// No answer by any way; the node has been told so.
    case suspected(PublicKey)
    /// A suspected node gave a sign of life.
    case cleared(PublicKey)
    /// The node did not clear itself in time. It is no member from now on: close the link to it.
    case dead(PublicKey)
    /// Only the link answers: UDP is blocked between this node and that. Said once, until
    /// ``datagramsPass(_:)``.
    case datagramsBlocked(PublicKey)
    /// Datagrams get through again.
    case datagramsPass(PublicKey)
}
