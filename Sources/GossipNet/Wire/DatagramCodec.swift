import PledgeLedger

/// Datagrams to bytes and back: the plaintext of a sealed datagram. Integers have their most
/// significant byte first.
///
/// ```
/// kind  datagram      fields after the kind byte
/// 1     ping          number 4 ‖ suspected 1 (0 or 1) ‖ incarnation 4 ‖ roots
/// 2     ack           number 4 ‖ incarnation 4 ‖ roots
/// 3     ping-request  number 4 ‖ target 32 ‖ patience in ms 2
/// 4     indirect ack  number 4 ‖ incarnation 4
/// 5     nack          number 4
/// 6     suspicion     node 32 ‖ incarnation 4
/// 7     refutation    incarnation 4
///
/// roots 0             none
///       1…4           so many of: collective number 4 (below 64, ascending) ‖ root 32
///       254           a digest of all, 32
///       255           the same as in the ping; in an ack alone
/// ```
///
/// So a ping with the root of one collective has 47 bytes, an ack with "the same" 10, and each
/// 32 more when sealed (``DatagramSeal``).
public enum DatagramCodec {
    /// Bytes of one collective's root with its number.
    static let rootLength = 36

    private enum Kind: UInt8 {
        case ping = 1, ack, pingRequest, indirectAck, nack, suspicion, refutation
    }

    private static let digestForm: UInt8 = 254
    private static let sameForm: UInt8 = 255

    /// A datagram's plaintext.
    public static func encode(_ datagram: Datagram) -> [UInt8] {
        var bytes: [UInt8] = []
        func put(_ kind: Kind, _ numbers: UInt32...) {
            bytes.append(kind.rawValue)
            for number in numbers { bytes.append(bigEndian: number) }
        }
        switch datagram {
        case .ping(let number, let suspected, let incarnation, let roots):
            put(.ping, number)
            bytes.append(suspected ? 1 : 0)
            bytes.append(bigEndian: incarnation)
            append(roots, to: &bytes)
        case .ack(let number, let incarnation, let roots):
            put(.ack, number, incarnation)
            append(roots, to: &bytes)
        case .pingRequest(let number, let target, let patience):
            put(.pingRequest, number)
            bytes += target.bytes
            bytes.append(bigEndian: patience)
        case .indirectAck(let number, let incarnation): put(.indirectAck, number, incarnation)
        case .nack(let number): put(.nack, number)
        case .suspicion(let node, let incarnation):
            put(.suspicion)
            bytes += node.bytes
            bytes.append(bigEndian: incarnation)
        case .refutation(let incarnation): put(.refutation, incarnation)
        }
        return bytes
    }

    /// Reads a datagram's plaintext, all of it.
    /// - Throws: ``DatagramFault`` naming the first thing that is wrong.
    public static func decode(_ bytes: [UInt8]) throws(DatagramFault) -> Datagram {
        var reader = DatagramFields(bytes)
        let kind = try reader.byte()
        guard let kind = Kind(rawValue: kind) else { throw .unknownKind(kind) }
        let datagram = try read(kind, from: &reader)
        try reader.end()
        return datagram
    }

    private static func read(_ kind: Kind, from reader: inout DatagramFields) throws(DatagramFault) -> Datagram {
        switch kind {
        case .ping:
            let number: UInt32 = try reader.integer()
            let suspected = try reader.byte()
            guard suspected <= 1 else { throw .value(field: "suspected") }
            let incarnation: UInt32 = try reader.integer()
            let roots = try roots(from: &reader)
            guard roots != .same else { throw .value(field: "roots") }
            return .ping(number: number, suspected: suspected == 1, incarnation: incarnation, roots: roots)
        case .ack:
            return .ack(
                number: try reader.integer(), incarnation: try reader.integer(), roots: try roots(from: &reader))
        case .pingRequest:
            return .pingRequest(
                number: try reader.integer(), target: try reader.value(), patience: try reader.integer())
        case .indirectAck:
            return .indirectAck(number: try reader.integer(), incarnation: try reader.integer())
        case .nack: return .nack(number: try reader.integer())
        case .suspicion: return .suspicion(of: try reader.value(), incarnation: try reader.integer())
        case .refutation: return .refutation(incarnation: try reader.integer())
        }
    }

    /// Roots that are more than fit, or out of order, go as ``Datagram/Roots/stating(_:)`` has them.
    private static func append(_ roots: Datagram.Roots, to bytes: inout [UInt8]) {
        switch roots {
        case .none: bytes.append(0)
        case .same: bytes.append(sameForm)
        case .digest(let digest):
            bytes.append(digestForm)
            bytes += digest.bytes
        case .each(let list):
            guard case .each(let list) = Datagram.Roots.stating(list) else {
                return append(.stating(list), to: &bytes)
            }
            bytes.append(UInt8(truncatingIfNeeded: list.count))
            for root in list {
                bytes.append(bigEndian: root.collective)
                bytes += root.root.bytes
            }
        }
    }

    private static func roots(from reader: inout DatagramFields) throws(DatagramFault) -> Datagram.Roots {
        let form = try reader.byte()
        switch form {
        case 0: return .none
        case sameForm: return .same
        case digestForm: return .digest(try reader.value())
        case 1...UInt8(Limits.datagramRoots): break
        default: throw .value(field: "roots")
        }
        var list: [Datagram.Root] = []
        for _ in 0..<form {
            let root = Datagram.Root(collective: try reader.integer(), root: try reader.value())
            guard root.collective < Limits.collectives, list.last.map({ $0.collective < root.collective }) ?? true
            else { throw .value(field: "collective number") }
            list.append(root)
        }
        return .each(list)
    }
}
