/// Why bytes are no datagram.
public enum DatagramFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Ends before its fields do.
    case truncated
    /// Goes on after its fields.
    case trailing
    case unknownKind(UInt8)
    /// A value outside its range.
    case value(field: String)
    /// No LAN hello: begins with other bytes.
    case notHello

    public var description: String {
        switch self {
        case .truncated: "the datagram ends before its fields do"
        case .trailing: "the datagram goes on after its fields"
        case .unknownKind(let kind): "a datagram of kind \(kind), which this version does not know"
        case .value(let field): "\(field) of a datagram is out of its range"
        case .notHello: "no hello of a local network"
        }
    }
}
