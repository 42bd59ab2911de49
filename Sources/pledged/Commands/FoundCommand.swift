import ArgumentParser
import PledgeLedger

/// Founds a collective.
struct FoundCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "found",
        abstract: "Begin a collective, with rules that never change.",
        discussion: """
            The founders are its first members; whoever enough members vouch for becomes one too. It becomes your \
            current collective.

            Examples: pledged found "Village fund" --purpose "What we build" --founder pledge1… --vouches-needed 2
                      pledged found "Our circle" --ladder 20,5,1 --round-rule equal-shares --max-entries 1000
            """)

    @Argument(help: "What the collective is called.")
    var name: String

    @Option(name: .long, parsing: .unconditional, help: "What it is for.")
    var purpose: String?

    @Option(name: .long, help: ArgumentHelp("Another founder's key; can be given several times.", valueName: "key"))
    var founder: [String] = []

    @Option(name: .long, parsing: .unconditional, help: ArgumentHelp(
        "How many members must vouch for a newcomer: 1 to the number of founders.", valueName: "number"))
    var vouchesNeeded: UInt32 = Charter.defaultVouchesNeeded

    @Option(name: .long, help: ArgumentHelp(
        "The key of a witness, who says what was there when; give 1, 4, 7, … 61 of them.", valueName: "key"))
    var witness: [String] = []

    @OptionGroup var rules: CharterRules

    @Flag(name: .long, help: "Everybody who comes is in, without vouches. Keys are then not people.")
    var open = false

    @Flag(name: .long, help: "Only nodes with its secret, which invitations carry, can read along.")
    var `private` = false

    @OptionGroup var signing: SigningOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let text = try OwnWords.titled(name, purpose, what: "name")
        guard vouchesNeeded >= 1 else { throw CommandFault(.badData, "--vouches-needed is 0; the least is 1") }
        let others = try founder.map { try KeyText.goodAuthor($0) }
        let witnesses = try goodWitnesses(), ladder = try rules.steps(), quota = try rules.quota(), rounds = try rules.rounds()
        if open, rules.ladder != nil { throw CommandFault(.usage, "--ladder goes with admission by vouches, and --open takes everybody; choose one") }
        try common.withWorkspace { workspace in
            try Sodium.start()
            let key = try workspace.home.authorKey()
            let founders = [key.publicKey] + others.filter { $0 != key.publicKey }
            guard vouchesNeeded <= founders.count else {
                throw CommandFault(
                    .badData, "--vouches-needed is \(vouchesNeeded), and there \(founders.count == 1 ? "is" : "are") "
                        + "\(Count.words(founders.count, "founder", "founders")): nobody could ever be let in; name more "
                        + "with --founder, or ask for fewer")
            }
            let charter = Charter(
                founders: founders, admission: open ? .open : .vouched, vouchesNeeded: vouchesNeeded,
                ladder: ladder, quota: quota, witnesses: witnesses, defaultRules: rounds)
            let entry = try found(charter, SaltedText(text), by: key, in: workspace)
            common.answer(
                .object([.init("collective", .string(entry.id.hex)), .init("entry", .string(entry.id.hex))]),
                words: "Founded \(SafeText.quoted(name)), collective \(entry.id.short), now your current one.")
            Output.note(
                witnesses.isEmpty ? ViewNote.unwitnessed
                    : "Witnessed by a quorum of \(charter.quorum) of \(witnesses.count). What they cover, its author can't void.")
            if others.isEmpty { Output.note("You are its one founder; `pledged invite` makes a link for others.") }
        }
    }

    private func goodWitnesses() throws -> [PublicKey] {
        let keys = try witness.map { try KeyText.goodAuthor($0) }
        guard Set(keys).count == keys.count else {
            throw CommandFault(.badData, "--witness names one key twice; each witness counts once")
        }
        guard keys.isEmpty || Charter.canBeWitnesses(keys.count) else {
            throw CommandFault(
                .badData, "--witness is given \(keys.count) times; a quorum needs 1, 4, 7, … \(Charter.mostWitnesses) witnesses: "
                    + "of 3f + 1, f may be gone or lie")
        }
        return keys
    }

    private func found(
        _ charter: Charter, _ text: SaltedText, by key: SigningKey, in workspace: Workspace
    ) throws -> Entry {
        let entry = try Entry.sign(
            Entry.Draft(
                collective: .zero, time: Moment.now, commitment: text.commitment,
                facts: try FactsCodec.encode(.charter(charter))),
            with: key)
        var verifier = EntryVerifier()
        try workspace.store.join(
            entry.id, charter: try verifier.verify(entry), text: text,
            secret: self.private ? Sodium.randomBytes(InviteLink.secretLength) : nil)
        try workspace.home.setCurrent(entry.id)
        // Nobody can have signed in it before: there is nothing that a peer would know better.
        try workspace.store.confirmHead(of: key.publicKey, in: entry.id)
        if let alias = try workspace.home.alias() {
            let collective = CharteredCollective(row: try workspace.collective(nil), charter: charter)
            _ = try workspace.sign(.profile(Profile()), text: alias, in: collective, signing)
        }
        ControlClient.wake(workspace.home)
        return entry
    }
}

extension KeyText {
    /// Reads a member's key that can sign at all.
    static func goodAuthor(_ text: String) throws -> PublicKey {
        let key = try parseAuthor(text)
        try Sodium.start()
        return try good(key, text)
    }

    /// The key, where it can sign; `text` is how somebody wrote it.
    static func good(_ key: PublicKey, _ text: String) throws -> PublicKey {
        guard SignatureRule.isGoodKey(key) else {
            throw CommandFault(
                .badData, "\(SafeText.quoted(text)) is no key that can sign; copy it again from its owner")
        }
        return key
    }
}
