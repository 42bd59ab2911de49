import PledgeLedger

/// Names a link. The shell gives each link a number of its own, ascending, and never the same twice.
public struct LinkID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let number: UInt64

    public init(_ number: UInt64) { self.number = number }

    public static func < (left: LinkID, right: LinkID) -> Bool { left.number < right.number }

    public var description: String { "link \(number)" }
}

/// Names work that the core handed to the shell, so that the answer finds its way back. No two
/// outputs of one core have the same.
public struct Ticket: Hashable, Comparable, Sendable {
    public let number: UInt64

    package init(_ number: UInt64) { self.number = number }

    public static func < (left: Ticket, right: Ticket) -> Bool { left.number < right.number }
}

/// Where a node can be dialled.
public struct Address: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// A host name, or an IPv4 or IPv6 address without brackets.
    public let host: String
    public let port: UInt16

    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    public static func < (left: Address, right: Address) -> Bool {
        (left.host, left.port) < (right.host, right.port)
    }

    /// `host:port`, with brackets around an IPv6 address.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// One collective on one link.
public struct Channel: Hashable, Sendable {
    public let link: LinkID
    public let collective: CollectiveID
    /// What stands for the collective in this link's frames: its index in the dialler's hello.
    public let number: UInt32

    package init(link: LinkID, collective: CollectiveID, number: UInt32) {
        self.link = link
        self.collective = collective
        self.number = number
    }
}

/// Entries of one feed: those with `after < seq <= through`.
public struct FeedRange: Hashable, Sendable {
    public let author: PublicKey
    public let after: UInt64
    public let through: UInt64
    /// What a pushed segment of it says in its ``Frame/Segment/hops``; 0 for a need where it is not known.
    public let hops: UInt8

    public init(author: PublicKey, after: UInt64, through: UInt64, hops: UInt8 = 0) {
        self.author = author
        self.after = after
        self.through = through
        self.hops = hops
    }
}
