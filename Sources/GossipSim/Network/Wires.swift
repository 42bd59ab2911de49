import GossipNet

/// All wires that have an open end, by number. Places of wires that are gone are used again, under other
/// numbers; what still comes out of one that is gone finds nothing.
struct Wires {
    private var slots: [Wire] = []
    /// The number of the wire in each slot; nil for none.
    private var holders: [Int?] = []
    private var free: [Int] = []
    private var added = 0
    /// What waits for a partition to end. Looked up only.
    private var held: [LaneID: [Wire.Parcel]] = [:]
    /// What senders' shells stream as there is room, in order. Looked up only.
    private var streams: [LaneID: [Wire.Streamed]] = [:]
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
        for side in 0...1 {
            _ = takeHeld(on: number, from: side)
            _ = takeStream(on: number, from: side)
        }
    }

    /// One direction of a wire, by the side that sends.
    private struct LaneID: Hashable {
        let wire: Int
        let side: Int
    }

    // MARK: What waits

    mutating func hold(_ parcel: Wire.Parcel, on number: Int, from side: Int) {
        held[LaneID(wire: number, side: side), default: []].append(parcel)
    }

    /// What a partition held back, in order; it is held no more.
    mutating func takeHeld(on number: Int, from side: Int) -> [Wire.Parcel] {
        held.removeValue(forKey: LaneID(wire: number, side: side)) ?? []
    }

    mutating func stream(_ part: Wire.Streamed, on number: Int, from side: Int) {
        streams[LaneID(wire: number, side: side), default: []].append(part)
    }

    /// All that is to be streamed; it is so no more.
    mutating func takeStream(on number: Int, from side: Int) -> [Wire.Streamed] {
        streams.isEmpty ? [] : streams.removeValue(forKey: LaneID(wire: number, side: side)) ?? []
    }

    /// Puts back what there is no room for yet, before what came since.
    mutating func putBack(_ rest: ArraySlice<Wire.Streamed>, on number: Int, from side: Int) {
        if !rest.isEmpty { streams[LaneID(wire: number, side: side), default: []].insert(contentsOf: rest, at: 0) }
    }

    // MARK: Numbers

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
