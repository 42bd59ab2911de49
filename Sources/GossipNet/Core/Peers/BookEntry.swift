import PledgeLedger

/// What an ``AddressBook`` knows of one address; this is also what the store keeps.
///
/// Times are milliseconds on the book's own clock, which goes on only while the node runs: a node
/// that was off for a month does not think its peers a month old.
public struct BookEntry: Hashable, Sendable {
    public let address: Address
    /// The node that answered there last, or is said to be there; nil when not known.
    public var node: PublicKey?
    /// Who told of it first.
    public let source: AddressGroup
    /// When it was last told of or linked.
    public var heard: UInt64
    /// When a dial last brought a link; nil when none did.
    public var succeeded: UInt64?
    /// Dials that failed since the last that did not.
    public var failures: Int
    /// Of these, the ones that count against the entry: another dial had succeeded in between, so this
    /// node's own network was not to blame.
    public var strikes: Int
    /// When it last got a strike.
    public var struck: UInt64
    /// No dial before this.
    public var rest: UInt64
    /// Whether it is among the tried: a dial succeeded, and it won its place.
    public var isTried: Bool
    /// False for a node that is known not to take links, such as one behind NAT.
    public var isDiallable: Bool

    public init(
        address: Address, node: PublicKey? = nil, source: AddressGroup, heard: UInt64, succeeded: UInt64? = nil,
        failures: Int = 0, strikes: Int = 0, struck: UInt64 = 0, rest: UInt64 = 0, isTried: Bool = false,
        isDiallable: Bool = true
    ) {
        self.address = address
        self.node = node
        self.source = source
        self.heard = heard
        self.succeeded = succeeded
        self.failures = failures
        self.strikes = strikes
        self.struck = struck
        self.rest = rest
        self.isTried = isTried
        self.isDiallable = isDiallable
    }

    /// Whether it may make room for another (the grounds of addrman's `IsTerrible`): it never
    /// answered, failed for long, or is forgotten by all.
    func isPoor(at time: UInt64) -> Bool {
        func age(_ moment: UInt64) -> UInt64 { time > moment ? time - moment : 0 }
        if age(heard) > Limits.bookAge { return true }
        guard let succeeded else { return strikes >= Limits.bookStrikes }
        return strikes >= Limits.bookStrikesTried && age(succeeded) > Limits.bookGrace
    }

    /// Whether a dial is likely to come to something.
    var isPromising: Bool { isDiallable && failures < Limits.bookStrikes }

    /// The chance of being drawn, in thousandths: two thirds for each failure, as addrman has it.
    var chance: Int { Self.chances[min(failures, Self.chances.count - 1)] }

    private static let chances = [1000, 660, 436, 287, 190, 125, 83, 55, 36]
}
