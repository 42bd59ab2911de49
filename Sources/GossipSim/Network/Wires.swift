import GossipNet

/// All wires that have an open end, by number. Places of wires that are gone are used again, under other
/// numbers; what still comes out of one that is gone finds nothing.
struct Wires {
    private var slots: [Wire] = []
    /// The number of the wire in each slot; nil for none.
    private var holders: [Int?] = []
    private var free: [Int] = []
    private var added = 0
    /// Slots, at most: as many as a number's lower bits name.
    private static let room = 1 << 24
    /// Stands for a wire that is gone.
    private let gone: Wire

    init() {
        var wire = Wire(id: LinkID(0), nodes: (0, 0), delay: 0)
        wire.close(0)
        wire.close(1)
        gone = wire
    }

    /// The numbers of all that are there, in a fixed order.
    var numbers: [Int] { holders.compactMap { $0 } }

    func contains(_ number: Int) -> Bool { slot(of: number) != nil }

    /// Adds a wire. A later one has a higher number.
    /// - Parameter make: makes it for the number that it is given.
    /// - Returns: the number.
    mutating func add(_ make: (Int) -> Wire) -> Int {
        let slot = free.popLast() ?? slots.count
        added += 1
        let number = added * Self.room + slot
        if slot == slots.count {
            slots.append(make(number))
            holders.append(number)
        } else {
            slots[slot] = make(number)
            holders[slot] = number
        }
        return number
    }

    mutating func remove(_ number: Int) {
        guard let slot = slot(of: number) else { return }
        slots[slot] = gone
        holders[slot] = nil
        free.append(slot)
    }

    private func slot(of number: Int) -> Int? {
        let slot = number % Self.room
        return slot < holders.count && holders[slot] == number ? slot : nil
    }

    subscript(number: Int) -> Wire {
        _read {
            if let slot = slot(of: number) { yield slots[slot] } else { yield gone }
        }
        _modify {
            var lost = gone
            if let slot = slot(of: number) { yield &slots[slot] } else { yield &lost }
        }
    }
}
