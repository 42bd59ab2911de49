import Foundation

/// Something that is wrong, for causes to explain and projects to work on. Its words are its text.
public struct Problem: Hashable, Sendable {
    /// Where it is, in a few words; empty for everywhere.
    public var place: String
    /// An earlier problem that this one repeats.
    public var sameAs: EntryID?

    public init(place: String = "", sameAs: EntryID? = nil) {
        self.place = place
        self.sameAs = sameAs
    }
}

extension Problem {
    init(_ wire: WireProblem) throws(VoidReason) {
        let read = RangeReader(kind: .problem)
        self.init(place: try read.words(wire.place, "place"), sameAs: try read.optional(wire.sameAs, "problem that it repeats"))
    }

    var wire: WireProblem {
        var wire = WireProblem()
        wire.place = place
        wire.sameAs = sameAs?.data ?? Data()
        return wire
    }
}
