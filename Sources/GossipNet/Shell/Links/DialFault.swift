import NIOCore
import NIOPosix

/// Why a dial led to no link.
public enum DialFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// The host name leads to no address.
    case unknownHost
    /// Nobody listens at that port.
    case refused
    /// No connection within the deadline.
    case timedOut
    /// No way to that address from here.
    case unreachable
    /// Connected, but the handshake failed.
    case handshake(LinkEnd)
    case system(String)
    /// ``LinkNetwork/shutdown()`` was called before.
    case shutDown

    public var description: String {
        switch self {
        case .unknownHost: "the host name leads to no address: check its spelling"
        case .refused: "nobody listens at that port: check that the node is running"
        case .timedOut: "no answer in time: check the address and what filters the way to it"
        case .unreachable: "there is no way to that address from this machine"
        case .handshake(let end): "connected, but no link: \(end)"
        case .system(let text): "no connection: \(text)"
        case .shutDown: "the network was shut down"
        }
    }

    init(_ error: any Error) {
        switch error {
        case ChannelError.connectTimeout:
            self = .timedOut
        case EventLoopError.shutdown:
            self = .shutDown
        case let error as NIOConnectionError:
            self = error.connectionErrors.first.map { DialFault($0.error) } ?? .unknownHost
        default:
            self = switch SocketTrouble(error) {
            case .refused: .refused
            case .timedOut: .timedOut
            case .unreachable: .unreachable
            default: .system(SocketTrouble.text(error))
            }
        }
    }
}
