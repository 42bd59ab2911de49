import Foundation

extension Project {
    /// Bounds on what a project may hold.
    enum Bounds {
        static let revises = 8, stewards = 16, addresses = 16, asks = 64, split = 16
        static let askNumber: ClosedRange<UInt32> = 1...65_535
        static let parts: ClosedRange<UInt32> = 1...10_000
    }

    init(_ wire: WireProject) throws(VoidReason) {
        let read = RangeReader(kind: .project)
        try read.require(wire.asks.count <= Bounds.asks, "has \(wire.asks.count) asks; a project has at most \(Bounds.asks) asks")
        var asks: [Ask] = []
        for ask in wire.asks {
            asks.append(try Ask(ask))
        }
        try read.require(zip(asks, asks.dropFirst()).allSatisfy { $0.number < $1.number }, "has asks whose numbers do not ascend; number each once, from 1 up")
        self.init(asks: asks)
        revises = try read.list(wire.revises, atMost: Bounds.revises, "earlier versions")
        stewards = try read.list(wire.stewards, atMost: Bounds.stewards, "stewards")
        recipient = try read.optional(wire.recipient, "recipient")
        host = try read.optional(wire.host, "host")
        addresses = try read.list(wire.addresses, atMost: Bounds.addresses, "problems")
        lock = wire.lock.orNil
        settleBy = wire.settleBy.orNil
        if let lock, let settleBy { try read.require(lock <= settleBy, "has a lock after its day to settle by; promises are locked before they are kept") }
        split = try Self.split(wire.split)
        bonus = wire.hasBonus ? try read.quantity(wire.bonus) : nil
    }

    private static func split(_ wire: [WireShare]) throws(VoidReason) -> [Share] {
        let read = RangeReader(kind: .project)
        let keys: [PublicKey] = try read.list(wire.map(\.key), atMost: Bounds.split, "keys to share with")
        try read.require(wire.allSatisfy { Bounds.parts.contains($0.parts) }, "gives a share of no parts, or of more than 10000; name 1 to 10000")
        return zip(keys, wire).map { Share(key: $0, parts: $1.parts) }
    }

    var wire: WireProject {
        var wire = WireProject()
        wire.revises = revises.map(\.data)
        wire.stewards = stewards.map(\.data)
        wire.recipient = recipient?.data ?? Data()
        wire.host = host?.data ?? Data()
        wire.addresses = addresses.map(\.data)
        wire.asks = asks.map(\.wire)
        wire.lock = lock ?? 0
        wire.settleBy = settleBy ?? 0
        wire.split = split.map { share in
            var wire = WireShare()
            wire.key = share.key.data
            wire.parts = share.parts
            return wire
        }
        if let bonus { wire.bonus = bonus.wire }
        return wire
    }
}

extension Project.Ask {
    init(_ wire: WireAsk) throws(VoidReason) {
        let read = RangeReader(kind: .project)
        try read.require(Project.Bounds.askNumber.contains(wire.ask), "has an ask numbered \(wire.ask); number asks from 1 to 65535")
        try read.require(wire.min <= wire.target, "has a least amount, \(wire.min), above what is asked for, \(wire.target); name no more")
        self.init(
            number: wire.ask, unit: try read.unit(wire.unit), minimum: wire.min,
            target: try read.amount(wire.target, "a target"),
            tag: wire.tag.isEmpty ? "" : try read.tag(wire.tag, "tag"))
    }

    var wire: WireAsk {
        var wire = WireAsk()
        wire.ask = number
        wire.unit = unit.name
        wire.min = minimum
        wire.target = target
        wire.tag = tag
        return wire
    }
}
