/// What both ends of a link derive for their datagrams, apart from the keys of the link itself.
package struct DatagramKeys: Sendable {
    static let label = "pledged/datagram/1\n"

    /// One direction: its key, and the tag that its datagrams begin with.
    package struct Direction: Sendable {
        let key: [UInt8]
        let tag: UInt64
    }

    /// What the initiator sends.
    let initiator: Direction
    /// What the responder sends.
    let responder: Direction

    /// - Parameter exported: the key of each direction, and 16 bytes or more for their tags.
    package init(_ exported: (initiator: [UInt8], responder: [UInt8], tags: [UInt8])) {
        func number(_ bytes: some Collection<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        initiator = Direction(
            key: Array(exported.initiator.prefix(ChaChaPoly.keyLength)), tag: number(exported.tags.prefix(8)))
        responder = Direction(
            key: Array(exported.responder.prefix(ChaChaPoly.keyLength)),
            tag: number(exported.tags.dropFirst(8).prefix(8)))
    }
}
