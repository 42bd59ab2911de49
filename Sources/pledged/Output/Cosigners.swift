import PledgeLedger

/// Who stands behind a checkpoint, by the charter.
struct Cosigners {
    let signers: [PublicKey]
    let charter: Charter

    /// Witnesses among the signers.
    var witnesses: [PublicKey] { signers.filter(charter.witnesses.contains) }

    var isQuorum: Bool { charter.isWitnessed && witnesses.count >= charter.quorum }

    var words: String {
        guard charter.isWitnessed else {
            return "unwitnessed: the charter names no witnesses; signed by \(signers.map(KeyText.author).joined(separator: ", "))"
        }
        let named = charter.witnesses.count
        return isQuorum ? "signed by \(witnesses.count) of \(named) witnesses, a quorum"
            : "signed by \(witnesses.count) of \(named) witnesses, no quorum: that takes \(charter.quorum)"
    }
}
