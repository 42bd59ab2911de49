/// How many vouches for membership a member has, and which are spent.
public struct VouchAllowance: Hashable, Sendable {
    /// Steps from the founders.
    public let distance: UInt8
    /// How many vouches the rules give at that distance.
    public let most: UInt32
    /// Whom they were spent on, in order; vouches beyond `most` make nobody a member.
    public let spent: [PublicKey]
    /// The next distance nearer to the founders at which there are more, and how many; nil where there is none.
    public let nearer: Nearer?

    /// A better place on the ladder.
    public struct Nearer: Hashable, Sendable {
        public let distance: UInt8
        public let most: UInt32
    }

    public init(charter: Charter, distance: UInt8, record: VouchRecord) {
        func most(at distance: Int) -> UInt32 { distance < charter.ladder.count ? charter.ladder[distance] : 0 }
        let own = most(at: Int(distance))
        self.distance = distance
        self.most = own
        spent = record.kept.subjects.map(\.key)
        nearer = (0..<Int(distance)).reversed().first { most(at: $0) > own }
            .map { Nearer(distance: UInt8(clamping: $0), most: most(at: $0)) }
    }

    /// Whether a vouch for a key can still make it a member: one is left, or it is a renewal of one that is spent within the rules.
    public func allows(_ subject: PublicKey) -> Bool {
        spent.count < Int(most) || spent.prefix(Int(most)).contains(subject)
    }
}
