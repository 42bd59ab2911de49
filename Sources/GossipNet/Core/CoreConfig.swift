import PledgeLedger

/// What a core is told of the node that it is the core of.
public struct CoreConfig: Sendable {
    /// Whether the node stays: it keeps partial views and is probed. False for a single session.
    public var stays: Bool
    /// The port on which it takes links; 0 for none.
    public var port: UInt16
    /// Where it can be dialled; nil where it can't be, or that is not known.
    public var address: Address?
    /// Whether it sends and receives datagrams.
    public var hasDatagrams: Bool
    /// The address book as it was kept, with its secret of 16 random bytes; a new one where empty.
    public var bookSecret: [UInt8]
    public var book: [BookEntry]
    /// The member whose feed lives here, if any: peers are asked what they hold of it.
    public var owner: PublicKey?
    /// How far this node was with its peers' stores, the one noted first first.
    public var cursors: [Cursor]
    /// Whether probing has Lifeguard's three parts. Without them it is plain SWIM, for measuring beside it.
    public var hasLifeguard: Bool

    public init(
        stays: Bool = false, port: UInt16 = 0, address: Address? = nil, hasDatagrams: Bool = false,
        bookSecret: [UInt8] = [], book: [BookEntry] = [], owner: PublicKey? = nil,
        cursors: [Cursor] = [], hasLifeguard: Bool = true
    ) {
        self.cursors = cursors
        self.hasLifeguard = hasLifeguard
        self.owner = owner
        self.stays = stays
        self.port = port
        self.address = address
        self.hasDatagrams = hasDatagrams
        self.bookSecret = bookSecret
        self.book = book
    }
}
