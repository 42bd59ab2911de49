/// Why a datagram was not sealed or opened. None is final: each costs one datagram.
public enum DatagramSealFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// More to seal than a datagram holds.
    case tooLong(count: Int)
    /// Shorter than a seal, or longer than any datagram may be.
    case length(Int)
    /// Begins with another session's tag.
    case otherSession
    /// Its counter was seen before, or is too old to tell.
    case replayed
    /// Altered, or sealed under another key.
    case notAuthentic
    /// Every counter was used: the link must be made anew.
    case counterExhausted

    public var description: String {
        switch self {
        case .tooLong(let count): "\(count) bytes do not fit one datagram: at most \(DatagramSeal.maxPlaintext) do"
        case .length(let count):
            "a datagram of \(count) bytes; it has \(DatagramSeal.overhead) to \(Limits.datagram)"
        case .otherSession: "a datagram of another session"
        case .replayed: "a datagram that came before, or too late to tell"
        case .notAuthentic: "a datagram that does not open under this session's key"
        case .counterExhausted: "all counters of the session are used: the link must be made anew"
        }
    }
}
