/// Which side of a link a node is on: who dialled, and who answered.
public enum Role: UInt8, Sendable {
    case initiator = 0
    case responder = 1

    /// The side at the other end.
    public var other: Role { self == .initiator ? .responder : .initiator }
}
