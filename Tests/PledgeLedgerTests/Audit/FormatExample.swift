import Testing
import PledgeLedger

/// The worked example of docs/ledger-format.md, made anew from its two published seeds.
///
/// Hashes and the bundle are put together here from the document's own formulas, not by the code
/// that they are there to check.
struct FormatExample {
    /// What the document shows, in its order: a name and the bytes in hex.
    private(set) var items: [(name: String, bytes: [UInt8])] = []
    private(set) var charter: Entry
    private(set) var founderFeed: [Entry] = []
    private(set) var memberFeed: [Entry] = []
    /// The charter's text.
    let text: SaltedText
    let founder: SigningKey
    let member: SigningKey

    /// 1 May 2025, noon, in UTC.
    static let start: UInt64 = 1_746_100_800_000

    init() throws {
        founder = try #require(SigningKey(seed: [UInt8](repeating: 1, count: 32)))
        member = try #require(SigningKey(seed: [UInt8](repeating: 2, count: 32)))
        let words = Array("Well fund\n\nClean water for the valley.".utf8)
        text = try SaltedText(bytes: [UInt8](repeating: 3, count: 32) + words)
        charter = try Entry.sign(
            Entry.Draft(
                collective: .zero, time: Self.start, commitment: text.commitment,
                facts: try FactsCodec.encode(.charter(Charter(founders: [founder.publicKey])))),
            with: founder)
        try signFeeds()
        try gather()
    }

    private mutating func signFeeds() throws {
        let euro = try #require(Unit("iso4217:EUR"))
        let project = Project(asks: [Project.Ask(number: 1, unit: euro, minimum: 50_000, target: 200_000)])
        try sign(.project(project), into: \.founderFeed, by: founder)
        try sign(.vouch(Vouch(subject: member.publicKey)), into: \.founderFeed, by: founder)
        let well = try #require(founderFeed.first).id
        try sign(.pledge(Pledge(to: well, ask: 1, quantity: Quantity(2_500, euro))), into: \.memberFeed, by: member)
        try sign(.pledge(Pledge(to: well, ask: 1, quantity: Quantity(1_000, euro))), into: \.memberFeed, by: member)
        let second = try #require(memberFeed.last).id
        try sign(.retract(Retract(target: second)), into: \.memberFeed, by: member)
        let stance = Endorse(target: well.raw, stance: 2, standing: .donor)
        try sign(.endorse(stance), into: \.memberFeed, by: member)
    }

    private mutating func sign(
        _ facts: Facts, into feed: WritableKeyPath<FormatExample, [Entry]>, by key: SigningKey
    ) throws {
        let last = self[keyPath: feed].last
        let draft = Entry.Draft(
            collective: charter.id, seq: (last?.seq ?? 0) + 1, prev: last?.id ?? .zero,
            time: (last?.time ?? Self.start) + 60_000, facts: try FactsCodec.encode(facts))
        self[keyPath: feed].append(try Entry.sign(draft, with: key))
    }

    private mutating func gather() throws {
        items.append(("founder key", founder.publicKey.bytes))
        items.append(("member key", member.publicKey.bytes))
        items.append(("charter text", text.bytes))
        items.append(("charter entry", charter.bytes))
        items.append(("collective", charter.id.bytes))
        for (who, feed) in [("founder", founderFeed), ("member", memberFeed)] {
            for entry in feed {
                items.append(("\(who) entry \(entry.seq)", entry.bytes))
                items.append(("\(who) id \(entry.seq)", entry.id.bytes))
            }
        }
        let leaves = try [founderFeed, memberFeed].map(leaf)
        items.append(("founder leaf", leaves[0].hash))
        items.append(("member leaf", leaves[1].hash))
        let ordered = leaves.sorted { $0.nibble < $1.nibble }
        #expect(ordered[0].nibble != ordered[1].nibble)
        let bitmap = UInt16(1) << ordered[0].nibble | UInt16(1) << ordered[1].nibble
        let node = Self.hash("pledged/node/1\n", [0], Self.bigEndian(bitmap), ordered[0].hash, ordered[1].hash)
        items.append(("top node", node))
        items.append(("root", Self.hash("pledged/root/1\n", charter.id.bytes, node)))
        let core = core
        items.append(("core digest", SHA256.hash(core).bytes))
        items.append(("bundle", bundle(core: core)))
    }

    private func leaf(_ feed: [Entry]) throws -> (nibble: Int, hash: [UInt8]) {
        let head = try #require(feed.last)
        let hash = Self.hash(
            "pledged/leaf/1\n", head.author.bytes, Self.bigEndian(head.seq), head.id.bytes, Self.bigEndian(UInt64(0)))
        return (SHA256.hash(head.author.bytes).raw.nibble(0), hash)
    }

    private var core: [UInt8] {
        var core = charter.id.bytes + Self.counted(charter.bytes) + Self.bigEndian(UInt32(2))
        let feeds = [(founder, founderFeed), (member, memberFeed)].sorted { $0.0.publicKey < $1.0.publicKey }
        for (key, feed) in feeds {
            core += key.publicKey.bytes + Self.bigEndian(UInt64(0)) + Self.bigEndian(UInt64(feed.count))
            for entry in feed { core += Self.counted(entry.bytes) }
        }
        return core
    }

    private func bundle(core: [UInt8]) -> [UInt8] {
        var bundle = Array("pledged/bundle/1\n".utf8)
        bundle += [1] + Self.bigEndian(UInt64(core.count)) + core
        let texts = charter.id.bytes + Self.counted(text.bytes)
        bundle += [4] + Self.bigEndian(UInt64(texts.count)) + texts
        let end = Self.hash("pledged/bundle/end/1\n", bundle)
        return bundle + [255] + Self.bigEndian(UInt64(end.count)) + end
    }

    private static func counted(_ bytes: [UInt8]) -> [UInt8] { bigEndian(UInt16(bytes.count)) + bytes }

    private static func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }

    private static func hash(_ domain: String, _ parts: [UInt8]...) -> [UInt8] {
        SHA256.hash(Array(domain.utf8) + parts.joined()).bytes
    }
}
