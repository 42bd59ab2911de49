/// Why a node can't listen where it was told to.
public enum BindFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// The host is neither an IP address nor a name that leads to one.
    case badAddress(Address)
    /// Another process listens there.
    case inUse(Address)
    /// The operating system does not let this user listen there.
    case notPermitted(Address)
    /// No network interface of this machine has that address.
    case notLocal(Address)
    case system(Address, String)
    /// ``LinkNetwork/shutdown()`` was called before.
    case shutDown
    /// Called from an event handler, where waiting would stop every link.
    case calledFromHandler

    public var description: String {
        switch self {
        case .badAddress(let address):
            "can't listen on \(address): \(address.host.isEmpty ? "the host is empty" : "no such host"); "
                + "give an IP address of this machine, such as 127.0.0.1"
        case .inUse(let address):
            "can't listen on \(address): the port is in use; stop the process that uses it or choose another port"
        case .notPermitted(let address):
            "can't listen on \(address): not permitted; choose a port from 1024 up"
        case .notLocal(let address):
            "can't listen on \(address): no interface of this machine has that address; use one that has, or 0.0.0.0"
        case .system(let address, let text):
            "can't listen on \(address): \(text)"
        case .shutDown:
            "can't listen: the network was shut down; make a new one"
        case .calledFromHandler:
            "can't listen from a link's event handler: call from another thread"
        }
    }

    package init(_ error: any Error, at address: Address) {
        self = switch SocketTrouble(error) {
        case .addressInUse: .inUse(address)
        case .notPermitted: .notPermitted(address)
        case .addressNotLocal: .notLocal(address)
        default: .system(address, SocketTrouble.text(error))
        }
    }
}
