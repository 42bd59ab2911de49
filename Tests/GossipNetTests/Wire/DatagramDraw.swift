import GossipNet
import PledgeLedger

extension WireDraw {
    mutating func number() -> UInt32 { UInt32(truncatingIfNeeded: next()) }

    mutating func roots(same: Bool = true) -> Datagram.Roots {
        switch below(same ? 4 : 3) {
        case 0: return .none
        case 1: return .digest(value())
        case 2:
            let numbers = Set((0..<Limits.datagramRoots).map { _ in collective() }).sorted()
            return .each(numbers.prefix(1 + below(Limits.datagramRoots)).map { .init(collective: $0, root: value()) })
        default: return .same
        }
    }

    /// A datagram of the kind-th kind, 1…7.
    mutating func datagram(_ kind: Int) -> Datagram {
        switch kind {
        case 1:
            .ping(number: number(), suspected: below(2) == 0, incarnation: number(), roots: roots(same: false))
        case 2: .ack(number: number(), incarnation: number(), roots: roots())
        case 3: .pingRequest(number: number(), target: value(), patience: UInt16(below(65_536)))
        case 4: .indirectAck(number: number(), incarnation: number())
        case 5: .nack(number: number())
        case 6: .suspicion(of: value(), incarnation: number())
        default: .refutation(incarnation: number())
        }
    }
}
