/// Bounds of what a store holds of one collective, each with its reason.
public struct StoreLimits: Sendable {
    /// A newcomer introduces themselves in this much; more waits until somebody vouches.
    public var waitingEntries: UInt64 = 16
    public var waitingBytes: UInt64 = 16 * 1024
    /// Strangers can't fill the disk: past this the oldest goes.
    public var waitingFeeds = 1_000
    /// What a small machine carries before it says "partial" and claims no root. At the bound no new
    /// feed of somebody kept begins; a kept feed's further entries are still taken, and feeds that a
    /// vouch lets in from the waiting room, so what is held may pass it. Below it again, "partial" ends.
    public var feeds: UInt64 = 100_000
    public var bytes: UInt64 = 10 << 30

    public init() {}

    /// Entries that one write transaction takes from peers, so that no commit holds others up.
    public static let group = 2_000
}
