import GossipNet

/// What happens at a time.
enum SimEvent {
    /// The shell of a node in this life hands its core something.
    case input(node: Int, life: UInt32, Input)
    /// Something comes out of a wire at a side.
    case parcel(wire: Int, side: Int, Wire.Parcel)
    /// A datagram comes to a side of a wire.
    case datagram(wire: Int, side: Int, Datagram)
    case wake(node: Int, life: UInt32)
    case commit(node: Int, life: UInt32)
    /// A dial has come to its end, good or not.
    case dialled(node: Int, life: UInt32, Address, target: Int?)
    /// The plan's fault with this number.
    case fault(Int)
    /// A person signs.
    case sign
    /// Hostile nodes speak.
    case volunteer
    /// A node starts for the first time.
    case start(node: Int)
}
