import PledgeLedger

/// Feeds of one collective of which peers announced more than is held, each with who announced it and
/// when it is to be asked for. At most ``Limits/missing``, oldest out.
package struct BroadcastMissing: Sendable {
    /// A peer that announced a feed up to `stop`.
    package struct Announcer: Hashable, Sendable {
        package let link: LinkID
        package var stop: UInt64
        /// Links that the entry at `stop` would have come over.
        package var hops: UInt8

        package init(link: LinkID, stop: UInt64, hops: UInt8) {
            self.link = link
            self.stop = stop
            self.hops = hops
        }
    }

    package struct Feed: Sendable {
        /// In the order in which they announced it, nearest first as a rule.
        package fileprivate(set) var announcers: [Announcer]
        /// When somebody is to be asked.
        package fileprivate(set) var due: Moment
        /// Who was asked last.
        package fileprivate(set) var asked: LinkID?
        /// Whether anything came from whoever was asked.
        package fileprivate(set) var isAnswered = false

        /// Who announced the entry at a place as having come over the fewest links.
        package func nearest(at stop: UInt64) -> Announcer? {
            announcers.filter { $0.stop == stop }.min { $0.hops < $1.hops }
        }
    }

    private var feeds = SortedMap<PublicKey, Feed>()
    /// Oldest first.
    private var order: [PublicKey] = []
    /// Nothing is due before.
    package private(set) var due: Moment?

    package init() {}

    package var count: Int { feeds.count }

    package subscript(author: PublicKey) -> Feed? { feeds[author] }

    /// A peer announces more of a feed than is held.
    /// - Parameter due: when to ask, unless somebody else's announcement is due before.
    package mutating func note(_ author: PublicKey, _ announcer: Announcer, due: Moment) {
        guard let feed = feeds[author] else {
            if order.count >= Limits.missing { remove(order[0]) }
            feeds[author] = Feed(announcers: [announcer], due: due)
            order.append(author)
            return arm(due)
        }
        if let index = feed.announcers.firstIndex(where: { $0.link == announcer.link }) {
            // Whoever is asked is judged by what it had announced when it was.
            if feed.asked != announcer.link, feed.announcers[index].stop < announcer.stop {
                feeds[author]?.announcers[index] = announcer
            }
        } else if feed.announcers.count < Limits.announcers {
            feeds[author]?.announcers.append(announcer)
        }
    }

    /// The feed is held up to `stop`: whoever announced no more has nothing to give.
    package mutating func settle(_ author: PublicKey, stop: UInt64) {
        feeds[author]?.announcers.removeAll { $0.stop <= stop }
        if feeds[author]?.announcers.isEmpty == true { remove(author) }
    }

    /// An announcer gave nothing, or has gone.
    package mutating func drop(_ link: LinkID, of author: PublicKey) {
        feeds[author]?.announcers.removeAll { $0.link == link }
        if feeds[author]?.announcers.isEmpty == true { remove(author) }
    }

    /// Somebody is asked for the feed, and has until `due`.
    package mutating func ask(_ link: LinkID, for author: PublicKey, due: Moment) {
        feeds[author]?.asked = link
        feeds[author]?.isAnswered = false
        feeds[author]?.due = due
        arm(due)
    }

    /// Entries of the feed came from a peer: if it is the one that was asked, it has until `due` for
    /// the rest, and is not blamed.
    package mutating func answer(from link: LinkID, for author: PublicKey, due: Moment) {
        guard feeds[author]?.asked == link else { return }
        feeds[author]?.isAnswered = true
        feeds[author]?.due = due
        arm(due)
    }

    /// Nobody is asked for the feed before.
    package mutating func postpone(_ author: PublicKey, due: Moment) {
        feeds[author]?.due = due
        arm(due)
    }

    /// The feed is no longer waited for.
    package mutating func remove(_ author: PublicKey) {
        feeds[author] = nil
        order.removeAll { $0 == author }
    }

    /// The feeds for which somebody is to be asked now, in key order. Each is then to be asked for or
    /// removed.
    package mutating func takeDue(now: Moment) -> [PublicKey] {
        guard let due, due <= now else { return [] }
        self.due = nil
        var taken: [PublicKey] = []
        for author in feeds.keys {
            guard let feed = feeds[author] else { continue }
            if feed.due <= now { taken.append(author) } else { arm(feed.due) }
        }
        return taken
    }

    private mutating func arm(_ moment: Moment) {
        if due.map({ moment < $0 }) ?? true { due = moment }
    }
}
