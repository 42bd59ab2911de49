import Foundation

/// What a witness held at a time: places in feeds, signed by the witness so that any author may carry it.
public struct Witness: Hashable, Sendable {
    /// One author's chain up to an entry.
    public struct Cover: Hashable, Sendable {
        public var author: PublicKey
        public var seq: UInt64
        public var id: EntryID

        public init(author: PublicKey, seq: UInt64, id: EntryID) {
            self.author = author
            self.seq = seq
            self.id = id
        }
    }

    public var key: PublicKey
    /// By the witness's clock, in milliseconds since the epoch.
    public var time: UInt64
    /// Ascending by author.
    public var covers: [Cover]
    /// 64 bytes over ``signed(in:time:covers:)``.
    public var cosignature: [UInt8]

    public init(key: PublicKey, time: UInt64, covers: [Cover], cosignature: [UInt8]) {
        self.key = key
        self.time = time
        self.covers = covers
        self.cosignature = cosignature
    }
}

extension Witness {
    /// What a witness signs: it stands by itself, whoever's entry carries it.
    public static func signed(in collective: CollectiveID, time: UInt64, covers: [Cover]) -> [UInt8] {
        var message = Array("pledged/witness/1\n".utf8) + collective.bytes
        message.append(bigEndian: time)
        for cover in covers {
            message += cover.author.bytes
            message.append(bigEndian: cover.seq)
            message += cover.id.bytes
        }
        return message
    }

    /// Covers with the signature of the witness whose key this is.
    ///
    /// - Parameters:
    ///   - time: by the witness's clock, in milliseconds since the epoch.
    ///   - covers: of distinct authors, in any order.
    public init(_ covers: [Cover], at time: UInt64, by key: SigningKey, in collective: CollectiveID) {
        let covers = covers.sorted { $0.author < $1.author }
        self.init(
            key: key.publicKey, time: time, covers: covers,
            cosignature: key.sign(Self.signed(in: collective, time: time, covers: covers)))
    }

    /// Whether the witness signed them, by the rule for every signature. Dear: once an entry that counts.
    public func isCosigned(in collective: CollectiveID) -> Bool {
        SignatureRule.accepts(
            signature: cosignature, message: Self.signed(in: collective, time: time, covers: covers), key: key)
    }
}

extension Witness {
    package static let mostCovers = 50
    /// Beyond it a time is no time (the year 285,000,000), and would not fit a row.
    static let latest: UInt64 = 1 << 63 - 1

    init(_ wire: WireWitness) throws(VoidReason) {
        let read = RangeReader(kind: .witness)
        try read.require((1...Self.latest).contains(wire.time), "names no time; name that of the witness's clock, below 2^63")
        try read.require((1...Self.mostCovers).contains(wire.covers.count), "reaches \(wire.covers.count) feeds; name 1 to 50")
        var covers: [Cover] = []
        for cover in wire.covers { covers.append(try Cover(cover)) }
        try read.require(zip(covers, covers.dropFirst()).allSatisfy { $0.author < $1.author }, "names feeds whose authors do not ascend; sort them, one an author")
        try read.require(wire.cosignature.count == 64, "has a cosignature of \(wire.cosignature.count) bytes; a signature has 64")
        self.init(
            key: try read.bytes32(wire.key, "witness"), time: wire.time, covers: covers, cosignature: Array(wire.cosignature))
    }

    var wire: WireWitness {
        var wire = WireWitness()
        wire.key = key.data
        wire.time = time
        wire.covers = covers.map { cover in
            var wire = WireCover()
            wire.author = cover.author.data
            wire.seq = cover.seq
            wire.id = cover.id.data
            return wire
        }
        wire.cosignature = Data(cosignature)
        return wire
    }
}

extension Witness.Cover {
    init(_ wire: WireCover) throws(VoidReason) {
        let read = RangeReader(kind: .witness)
        try read.require((1...Entry.Layout.maximumSeq).contains(wire.seq), "reaches place \(wire.seq) of a feed; places are 1 to 2^32 - 1")
        self.init(author: try read.bytes32(wire.author, "author"), seq: wire.seq, id: try read.bytes32(wire.id, "covered entry"))
    }
}
