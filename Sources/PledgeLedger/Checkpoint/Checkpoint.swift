/// What a whole ledger was at a moment, in six lines that keys can sign.
public struct Checkpoint: Hashable, Sendable {
    public var collective: CollectiveID
    /// Of the frontier.
    public var root: Digest
    /// Feeds in the frontier.
    public var feeds: UInt64
    /// Their entries that count.
    public var entries: UInt64
    /// When it was made, in milliseconds since the Unix epoch, by its maker's clock.
    public var time: UInt64

    public init(collective: CollectiveID, root: Digest, feeds: UInt64, entries: UInt64, time: UInt64) {
        self.collective = collective
        self.root = root
        self.feeds = feeds
        self.entries = entries
        self.time = time
    }

    /// Reads the text of a note; nil for any other than ``text`` gives.
    public init?(text: String) {
        let lines = text.utf8.split(separator: 10).map { String(Substring($0)) }
        guard lines.count == Self.names.count + 1 else { return nil }
        let values = zip(Self.names, lines.dropFirst()).compactMap { name, line in
            line.hasPrefix("\(name) ") ? String(line.dropFirst(name.count + 1)) : nil
        }
        guard values.count == Self.names.count, let collective = CollectiveID(hex: values[0]),
            let root = Digest(hex: values[1]), let feeds = UInt64(values[2]), let entries = UInt64(values[3]),
            let time = UInt64(values[4])
        else { return nil }
        self.init(collective: collective, root: root, feeds: feeds, entries: entries, time: time)
        // Only one way to write it: digits without a sign or zeros before them, hex in lower case.
        guard self.text.utf8.elementsEqual(text.utf8) else { return nil }
    }

    private static let domain = "pledged/checkpoint/1"
    private static let names = ["collective", "root", "feeds", "entries", "time"]

    /// The lines that are signed. The first tells them from everything else that a key of pledged signs.
    public var text: String {
        """
        \(Self.domain)
        collective \(collective.hex)
        root \(root.hex)
        feeds \(feeds)
        entries \(entries)
        time \(time)

        """
    }

    /// Whether another says the same of the same ledger, whenever it was made.
    public func agrees(with other: Checkpoint) -> Bool {
        var same = other
        same.time = time
        return same == self
    }
}

/// A checkpoint with the signatures under it.
public struct CheckpointNote: Hashable, Sendable {
    public let checkpoint: Checkpoint
    public private(set) var note: SignedNote

    public init(_ checkpoint: Checkpoint, signedBy key: SigningKey) {
        self.checkpoint = checkpoint
        note = SignedNote(text: checkpoint.text)
        sign(with: key)
    }

    /// Reads a checkpoint, and checks each signature by a key that signs for pledged.
    /// - Throws: ``NoteFault``
    public init(bytes: some Collection<UInt8>) throws(NoteFault) {
        note = try SignedNote(bytes: bytes)
        guard let checkpoint = Checkpoint(text: note.text) else { throw .text }
        self.checkpoint = checkpoint
        for key in claimed where try !note.isSigned(by: NoteKey(signer: key)) { throw .signature(key.hex) }
    }

    public var bytes: [UInt8] { note.bytes }

    /// Keys of the ledger that signed it, ascending.
    public var signers: [PublicKey] { claimed }

    private var claimed: [PublicKey] {
        let keys = note.signatures.compactMap { signature -> PublicKey? in
            guard let key = NoteKey.signer(signature.name) else { return nil }
            return NoteKey(signer: key).id == signature.id ? key : nil
        }
        return Set(keys).sorted()
    }

    /// Adds a signature.
    public mutating func sign(with key: SigningKey) {
        note.sign(with: key, name: NoteKey(signer: key.publicKey).name)
    }

    /// Takes over the signatures of another note on the same checkpoint.
    public mutating func merge(_ other: CheckpointNote) { note.add(signaturesOf: other.note) }

    /// Leaves out the signatures of others than these where the note would be too long to be read again.
    mutating func shorten(to keys: [PublicKey]) {
        guard bytes.count > SignedNote.longest else { return }
        note.keep { NoteKey.signer($0.name).map(keys.contains) ?? false }
    }

    func signatures(by keys: [PublicKey]) -> Int { signers.count(where: keys.contains) }
}

extension NoteKey {
    private static let prefix = "pledged/"

    /// A key of the ledger, which signs under a name that holds all of it.
    public init(signer key: PublicKey) { self.init(name: "\(Self.prefix)\(key.hex)", key: key) }

    /// The key that a name holds; nil where it holds none.
    static func signer(_ name: String) -> PublicKey? {
        guard name.hasPrefix(prefix), let key = PublicKey(hex: String(name.dropFirst(prefix.count))) else { return nil }
        return "\(prefix)\(key.hex)" == name ? key : nil
    }
}
