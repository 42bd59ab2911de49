/// Everybody's vouches as they stand at a cutoff, and whom they admit: worked out once for all that is
/// asked about a membership.
struct VouchesNow {
    let charter: Charter
    let cutoff: Cutoff
    let records: [VouchRecord]
    /// One for each record.
    let positions: [VouchLadder.Positions]
    /// Every member with the distance from the founders.
    let distances: [PublicKey: UInt8]

    init(charter: Charter, records: [VouchRecord], at cutoff: Cutoff) {
        self.charter = charter
        self.cutoff = cutoff
        self.records = records
        positions = records.map { $0.now(at: cutoff) }
        distances = VouchLadder.distances(charter: charter, positions: positions)
    }

    /// How many vouches the ladder gives a member; nil for who is none.
    func allowance(of voucher: PublicKey) -> UInt32? {
        distances[voucher].map { Int($0) < charter.ladder.count ? charter.ladder[Int($0)] : 0 }
    }
}
