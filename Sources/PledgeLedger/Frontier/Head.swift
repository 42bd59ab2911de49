/// What one feed looks like to the outside: how far it counts, and with which id there.
public struct Head: Hashable, Sendable {
    /// The feed's author; with the collective it names the feed.
    public var author: PublicKey
    /// The highest seq that counts; 0 when nothing is held yet.
    public var stop: UInt64
    /// The id of the entry at ``stop``; zero when ``stop`` is 0.
    public var id: EntryID
    /// F, the lowest seq at which the feed is known to be forked; 0 for no fork.
    public var fork: UInt64
    /// The author's distance from the founders. An order for serving, no part of any hash.
    public var rank: UInt8

    public init(author: PublicKey, stop: UInt64, id: EntryID, fork: UInt64 = 0, rank: UInt8 = 0) {
        self.author = author
        self.stop = stop
        self.id = id
        self.fork = fork
        self.rank = rank
    }
}
