import PledgeLedger

extension Frame {
    /// Which feeds have changed since this change of your store?
    public struct Since: Hashable, Sendable {
        public var collective: UInt32
        /// Names the request on its channel; from 1.
        public var number: UInt32
        /// A ``Frame/Roots/change`` that the receiver once told.
        public var change: UInt64
        /// Of the short hashes in the answer; never 0.
        public var salt: UInt64

        public init(collective: UInt32, number: UInt32, change: UInt64, salt: UInt64) {
            self.collective = collective
            self.number = number
            self.change = change
            self.salt = salt
        }
    }

    /// Feeds that changed since then, or some of them.
    public struct Changes: Hashable, Sendable {
        public var collective: UInt32
        public var number: UInt32
        public var feeds: [ChangedFeed]
        /// More follow.
        public var more: Bool
        /// The sender can't say what changed: it has not got so far, or too much has.
        public var isUnknown: Bool

        public init(
            collective: UInt32, number: UInt32, feeds: [ChangedFeed] = [], more: Bool = false, isUnknown: Bool = false
        ) {
            self.collective = collective
            self.number = number
            self.feeds = feeds
            self.more = more
            self.isUnknown = isUnknown
        }

        /// The answer to a request: all feeds that changed, in as many frames as they take.
        /// - Parameter heads: of these feeds; nil where they can't be told.
        public static func answer(_ heads: [Head]?, to since: Since) -> [Frame] {
            guard let heads else { return [unknown(since)] }
            var frames: [Frame] = [], rest = heads[...]
            repeat {
                let some = rest.prefix(Limits.changes)
                rest = rest.dropFirst(some.count)
                frames.append(.changes(Changes(
                    collective: since.collective, number: since.number,
                    feeds: some.map { ChangedFeed($0, salt: since.salt) }, more: !rest.isEmpty)))
            } while !rest.isEmpty
            return frames
        }

        /// The answer where it can't be said.
        public static func unknown(_ since: Since) -> Frame {
            .changes(Changes(collective: since.collective, number: since.number, isUnknown: true))
        }
    }

    /// A feed that changed: where it is, and what it is now.
    public struct ChangedFeed: Hashable, Sendable {
        /// The first 8 bytes of the feed's key.
        public var place: UInt64
        /// The short hash of its leaf.
        public var hash: UInt64

        public init(place: UInt64, hash: UInt64) {
            self.place = place
            self.hash = hash
        }

        init(_ head: Head, salt: UInt64) {
            place = FrontierTree.key(of: head.author).raw.prefix
            hash = FrontierTree.short(head, salt: salt)
        }
    }

    /// Please send no more for this need.
    public struct Cancel: Hashable, Sendable {
        public var collective: UInt32
        public var need: UInt32

        public init(collective: UInt32, need: UInt32) {
            self.collective = collective
            self.need = need
        }
    }
}

extension Frame.Need {
    /// The end of a feed that is named by its place.
    public struct Tail: Hashable, Sendable {
        /// The first 8 bytes of the feed's key.
        public var place: UInt64
        /// The last seq held.
        public var after: UInt64

        public init(place: UInt64, after: UInt64) {
            self.place = place
            self.after = after
        }
    }
}
