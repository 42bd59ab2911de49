/// Why a link, or a connection on its way to one, ended.
public enum LinkEnd: Error, Equatable, Sendable, CustomStringConvertible {
    /// ``LinkNetwork/close(_:)`` was called.
    case closedHere
    /// The peer closed or reset the connection.
    case closedByPeer
    /// ``LinkNetwork/shutdown()`` was called.
    case shutDown
    /// The peer broke the protocol, or is not who was expected.
    case secure(SecureFault)
    /// The handshake took too long.
    case handshakeTooSlow
    /// A begun frame took too long; `held` bytes of it had come.
    case frameTooSlow(held: Int)
    /// The peer let the queue to it grow over its bound, in bytes.
    case slowReader(queued: Int)
    /// Nothing left the queue for too long.
    case stalledReader(queued: Int)
    /// Too many handshakes are in progress, in all or from one host.
    case tooManyHalfOpen
    /// Too many links that others dialled.
    case tooManyLinks
    /// The operating system reported an error.
    case system(String)

    public var description: String {
        switch self {
        case .closedHere: "closed by this node"
        case .closedByPeer: "closed by the peer"
        case .shutDown: "this node is shutting down"
        case .secure(let fault): fault.description
        case .handshakeTooSlow: "the peer did not complete the handshake in time"
        case .frameTooSlow(let held): "the peer did not complete a frame in time: it sent \(held) bytes of it"
        case .slowReader(let queued): "the peer reads too slowly: \(queued) bytes were queued for it"
        case .stalledReader(let queued): "the peer stopped reading: \(queued) bytes were queued for it"
        case .tooManyHalfOpen: "too many handshakes are in progress: try again in a second"
        case .tooManyLinks: "this node has as many links as it accepts: try another node"
        case .system(let text): "the connection failed: \(text)"
        }
    }
}
