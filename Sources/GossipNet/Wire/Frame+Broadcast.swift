import PledgeLedger

// What keeps the broadcast tree (Plumtree, Leitão, Pereira and Rodrigues 2007).
extension Frame {
    /// Heads that the sender holds and did not push: Plumtree's IHAVE.
    public struct Announce: Hashable, Sendable {
        /// One head.
        public struct Note: Hashable, Sendable {
            public var author: PublicKey
            public var stop: UInt64
            /// First 8 bytes of the id at `stop`.
            public var id: UInt64
            /// Links that the entry would have come over, this one included.
            public var hops: UInt8

            public init(author: PublicKey, stop: UInt64, id: UInt64, hops: UInt8) {
                self.author = author
                self.stop = stop
                self.id = id
                self.hops = hops
            }
        }

        public var collective: UInt32
        public var heads: [Note]

        public init(collective: UInt32, heads: [Note]) {
            self.collective = collective
            self.heads = heads
        }
    }

    /// Please push from now on, beginning with this feed's entries after this place.
    public struct Graft: Hashable, Sendable {
        public var collective: UInt32
        public var author: PublicKey
        /// The last seq held.
        public var after: UInt64

        public init(collective: UInt32, author: PublicKey, after: UInt64) {
            self.collective = collective
            self.author = author
            self.after = after
        }
    }

    /// Please announce from now on, and do not push.
    public struct Prune: Hashable, Sendable {
        public var collective: UInt32

        public init(collective: UInt32) { self.collective = collective }
    }
}
