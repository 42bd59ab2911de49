import ArgumentParser
import PledgeLedger

/// Makes a home with its keys and its empty store.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make your pledged folder, with a key of your own.",
        discussion: """
            Your key signs what you promise and say. Whoever has the file author.key can sign in your name: keep a \
            copy in a safe place, and show it to nobody.

            Example: pledged init --name "the baker"
            """)

    @Option(name: .long, help: "What others will call you; it is published in collectives that you come to.")
    var name: String?

    @OptionGroup var common: CommonOptions

    func run() throws {
        try Sodium.start()
        let alias = try name.map { try OwnWords.line($0, what: "name") }
        let home = try Home(creating: common.homePath())
        if !home.hasNodeKey { try KeyFile.node.create(try Self.newKey(), at: home.nodeKeyPath) }
        let node = try home.nodeKey()
        let store = try Store(at: home.storePath, missing: .create)
        defer { try? store.close() }
        if let alias { try home.setAlias(alias) }
        // The author's key comes last: a home that has it is complete, one without it can be begun again.
        let author = try Self.newKey()
        try KeyFile.author.create(author, at: home.authorKeyPath)
        try store.setOwner(author.publicKey)
        let key = KeyText.author(author.publicKey)
        common.answer(
            .object([
                .init("key", .string(key)), .init("node", .string(KeyText.node(node.publicKey))),
                .init("home", .string(home.path)),
            ]),
            words: """
                Your pledged folder is \(SafeText.shown(home.path)).
                Your key, to give to others: \(key)
                Next: `pledged found NAME` begins a collective, `pledged join LINK` joins one.
                """)
        Output.note(
            "Keep a copy of \(SafeText.shown(home.authorKeyPath)) in a safe place: nobody can give you another.")
    }

    private static func newKey() throws -> SigningKey {
        guard let key = SigningKey.generate() else {
            throw CommandFault(.notNow, "no key could be made: libsodium failed")
        }
        return key
    }
}
