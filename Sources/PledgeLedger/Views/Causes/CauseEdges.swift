/// The edges of a ``RootCauses``, ascending by effect, then cause. Problems are given by their places, so that what a
/// hundred thousand claims carried takes little room.
public struct CauseEdges: RandomAccessCollection, Hashable, Sendable {
    public typealias Element = RootCauses.Edge

    /// One edge, by places.
    struct Flow: Hashable, Sendable {
        var cause: UInt32
        var effect: UInt32
        var inFavour: UInt64
        var against: UInt64
        var carried: UInt64
    }

    /// Every problem, ascending by id.
    let problems: [RootCauses.Standing]
    let flows: [Flow]

    public var startIndex: Int { 0 }
    public var endIndex: Int { flows.count }

    public subscript(place: Int) -> RootCauses.Edge {
        let flow = flows[place]
        return RootCauses.Edge(
            cause: problems[Int(flow.cause)].problem, effect: problems[Int(flow.effect)].problem, inFavour: flow.inFavour,
            against: flow.against, carried: flow.carried)
    }

    /// Those with an effect, by its place.
    func to(_ effect: Int) -> Range<Int> {
        let start = flows.partitioningIndex { $0.effect >= effect }
        return start..<flows[start...].partitioningIndex { $0.effect > effect }
    }

    /// Those that tell something of both of their problems' places, in order.
    func chosen(where isWanted: (_ cause: Int, _ effect: Int) -> Bool) -> [RootCauses.Edge] {
        flows.indices.filter { isWanted(Int(flows[$0].cause), Int(flows[$0].effect)) }.map { self[$0] }
    }
}
