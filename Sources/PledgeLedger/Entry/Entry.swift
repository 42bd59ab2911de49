/// One signed record: the bytes that were signed, stored, hashed and sent, with its fields read out.
///
/// Layout, big-endian (docs/ledger-format.md):
/// version 1 · collective 32 · author 32 · seq 8 · prev 32 · time 8 · commitment 32 · n 2 · facts n · signature 64.
///
/// An `Entry` is well formed and no more; ``VerifiedEntry`` is one whose signature was checked.
public struct Entry: Hashable, Sendable {
    /// Every byte, signature included.
    public let bytes: [UInt8]
    public let id: EntryID
    /// Zero in a charter, whose own id is then the collective's.
    public let collective: CollectiveID
    public let author: PublicKey
    /// Place in the author's feed, from 1.
    public let seq: UInt64
    /// Id of the author's entry at seq − 1; zero at seq 1.
    public let prev: EntryID
    /// Milliseconds since the Unix epoch, as the author claims.
    public let time: UInt64
    /// Commitment to the entry's text; zero where there is none.
    public let commitment: Digest

    /// Reads an entry's bytes.
    /// - Throws: ``EntryFault`` naming the first thing that is wrong.
    public init(_ bytes: [UInt8]) throws(EntryFault) {
        let read = bytes.withUnsafeBytes { buffer in
            Result { () throws(EntryFault) in try Entry(bytes, reading: buffer) }
        }
        self = try read.get()
    }

    private init(_ bytes: [UInt8], reading buffer: UnsafeRawBufferPointer) throws(EntryFault) {
        guard buffer.count >= Layout.minimum, buffer.count <= Layout.maximum else { throw .length(buffer.count) }
        guard buffer[0] == Layout.version else { throw .version(buffer[0]) }
        let factsLength = Int(buffer.bigEndian(UInt16.self, at: Layout.factsLength))
        guard (1...Layout.maximumFacts).contains(factsLength) else { throw .factsLength(factsLength) }
        guard buffer.count == Layout.facts + factsLength + SignatureRule.length else { throw .length(buffer.count) }
        self.bytes = bytes
        collective = EntryID(buffer.bytes32(at: Layout.collective))
        author = PublicKey(buffer.bytes32(at: Layout.author))
        seq = buffer.bigEndian(UInt64.self, at: Layout.seq)
        prev = EntryID(buffer.bytes32(at: Layout.prev))
        time = buffer.bigEndian(UInt64.self, at: Layout.time)
        commitment = Digest(buffer.bytes32(at: Layout.commitment))
        guard seq >= 1, seq <= Layout.maximumSeq else { throw .seq(seq) }
        guard (seq == 1) == prev.isZero else { throw .start(seq) }
        guard !collective.isZero || seq == 1 else { throw .charterPlace(seq) }
        id = Entry.id(of: buffer)
    }

    /// The id that an entry's bytes have, whether or not they are well formed.
    package static func id(of bytes: UnsafeRawBufferPointer) -> EntryID {
        var hash = SHA256(domain: "pledged/id/1\n")
        hash.update(bytes)
        return EntryID(hash.finish().raw)
    }

    /// The same for bytes in an array.
    package static func id(of bytes: [UInt8]) -> EntryID { bytes.withUnsafeBytes { id(of: $0) } }

    /// The facts' bytes, a protobuf `Facts`.
    public var facts: ArraySlice<UInt8> { bytes[Layout.facts..<(bytes.count - SignatureRule.length)] }

    /// The id of the collective that the entry belongs to: a charter's is its own.
    public var home: CollectiveID { collective.isZero ? id : collective }

    /// Whether the author attached a text, whether or not it is held here.
    public var hasText: Bool { !commitment.isZero }

    public static func == (left: Entry, right: Entry) -> Bool { left.id == right.id }
    public func hash(into hasher: inout Hasher) { hasher.combine(id) }

    /// Offsets and bounds of version 1.
    public enum Layout {
        static let version: UInt8 = 1
        static let collective = 1
        static let author = 33
        static let seq = 65
        static let prev = 73
        static let time = 105
        static let commitment = 113
        static let factsLength = 145
        static let facts = 147
        public static let maximumFacts = 4096
        public static let minimum = facts + 1 + 64
        public static let maximum = facts + maximumFacts + 64
        /// Places fit the 32 low bits of a store's row number; quotas end far below.
        public static let maximumSeq = UInt64(UInt32.max)
    }
}

extension Entry {
    /// What goes into a new entry but its signature.
    public struct Draft: Sendable {
        public var collective: CollectiveID
        public var seq: UInt64
        public var prev: EntryID
        public var time: UInt64
        public var commitment: Digest
        public var facts: [UInt8]

        public init(
            collective: CollectiveID, seq: UInt64 = 1, prev: EntryID = .zero, time: UInt64,
            commitment: Digest = .zero, facts: [UInt8]
        ) {
            self.collective = collective
            self.seq = seq
            self.prev = prev
            self.time = time
            self.commitment = commitment
            self.facts = facts
        }
    }

    /// Signs a draft.
    /// - Throws: ``EntryFault`` when the draft is out of bounds.
    public static func sign(_ draft: Draft, with key: SigningKey) throws(EntryFault) -> Entry {
        guard (1...Layout.maximumFacts).contains(draft.facts.count) else { throw .factsLength(draft.facts.count) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Layout.facts + draft.facts.count + SignatureRule.length)
        bytes.append(Layout.version)
        bytes.append(contentsOf: draft.collective.bytes)
        bytes.append(contentsOf: key.publicKey.bytes)
        bytes.append(bigEndian: draft.seq)
        bytes.append(contentsOf: draft.prev.bytes)
        bytes.append(bigEndian: draft.time)
        bytes.append(contentsOf: draft.commitment.bytes)
        bytes.append(bigEndian: UInt16(draft.facts.count))
        bytes.append(contentsOf: draft.facts)
        bytes.append(contentsOf: key.sign(signedDomain + bytes))
        return try Entry(bytes)
    }

    static let signedDomain = Array("pledged/entry/1\n".utf8)

    /// Whether the signature is the author's, for an author whose key is good.
    func signatureHolds() -> Bool {
        let signed = Self.signedDomain + bytes.dropLast(SignatureRule.length)
        return bytes.withUnsafeBytes { whole in
            signed.withUnsafeBytes { signed in
                SignatureRule.accepts(
                    signature: UnsafeRawBufferPointer(rebasing: whole.suffix(SignatureRule.length)),
                    message: signed, goodKey: author
                )
            }
        }
    }
}

/// Why bytes are no entry, or no valid one.
public enum EntryFault: Error, Equatable, Sendable, CustomStringConvertible {
    case length(Int)
    case version(UInt8)
    case factsLength(Int)
    case seq(UInt64)
    case start(UInt64)
    case charterPlace(UInt64)
    case key
    case signature
    case collective(CollectiveID)

    public var description: String {
        switch self {
        case .length(let count):
            "entry of \(count) bytes; its own fields and the limits (\(Entry.Layout.minimum)…\(Entry.Layout.maximum)) "
                + "say otherwise"
        case .version(let version): "entry of version \(version); this program reads version 1"
        case .factsLength(let count): "facts of \(count) bytes; 1…\(Entry.Layout.maximumFacts) are allowed"
        case .seq(let seq): "place \(seq) in a feed; places run from 1 to \(Entry.Layout.maximumSeq)"
        case .start(let seq): "place \(seq) with the wrong kind of link; place 1 and no other has a zero link"
        case .charterPlace(let seq): "place \(seq) in no collective; only a charter, at place 1, names none"
        case .key: "the author's key is not a canonical point of prime order"
        case .signature: "the signature is not the author's"
        case .collective(let id): "entry of another collective, \(id.hex.prefix(12))"
        }
    }
}

extension Entry {
    /// How many bytes the entry that begins here says that it has; nil where too few are here to tell.
    public static func length(of bytes: some RandomAccessCollection<UInt8>) -> Int? {
        guard bytes.count >= Layout.facts else { return nil }
        let high = bytes[bytes.index(bytes.startIndex, offsetBy: Layout.factsLength)]
        let low = bytes[bytes.index(bytes.startIndex, offsetBy: Layout.factsLength + 1)]
        return Layout.facts + (Int(high) << 8 | Int(low)) + SignatureRule.length
    }
}
