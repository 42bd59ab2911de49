/// What kind of trouble a run has. How much, when and to whom is drawn from the seed.
public enum Scenario: String, CaseIterable, Hashable, Sendable {
    /// One packet in a hundred is lost, and nothing else goes wrong.
    case calm
    /// Nodes are killed or lose power all the time, and come back after a while.
    case churn
    /// Half of all nodes lose power at one moment.
    case massCrash = "mass-crash"
    /// Two parts can't reach each other for a while, or only in one direction.
    case partition
    /// A tenth to a quarter of all packets is lost; many are doubled or late.
    case lossy
    /// Up to 1,000 nodes with empty stores join at one moment.
    case flashCrowd = "flash-crowd"
    /// Four fifths of all nodes are one operator's, who says nothing or lies.
    case sybil
    /// One address range dials a few victims all the time, and fills their address books.
    case eclipse
    /// Authors sign two entries at one place and tell each half of their peers one of them.
    case equivocator
    /// Nodes are restored from old backups.
    case rollback
    /// Most addresses that nodes are told lead nowhere or to a hostile node.
    case poisonedBook = "poisoned-book"
    /// Some nodes read next to nothing of what they are sent.
    case slowReaders = "slow-readers"
    /// Some nodes leave what comes lying for seconds at a time, while their timers run.
    case overload
    /// Hostile nodes send entries with bad signatures.
    case flood
    /// Any of the above together, as drawn.
    case anything
}
