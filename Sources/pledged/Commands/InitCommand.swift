import ArgumentParser
import PledgeLedger

/// Makes a home with its keys and its empty store, or completes one from the key that was kept.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make your pledged folder, with a key of your own.",
        discussion: """
            Your key signs what you promise and say. Whoever has the file author.key can sign in your name: keep a \
            copy in a safe place, and show it to nobody.

            With your copy of author.key alone in a folder, it makes the rest again; join your collectives then, and \
            sync once with a node that knows you.

            Example: pledged init --name "the baker"
            """)

    @Option(name: .long, parsing: .unconditional, help:
        "What others will call you; it is published in collectives that you come to.")
    var name: String?

    @Flag(name: .long, help: "Begin anew as somebody else in a folder whose key is lost.")
    var newKey = false

    @Flag(name: .long, help: "Make a folder for a node alone, without a key of your own; one that is there stays as it is.")
    var node = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        if node, newKey || name != nil { throw ValidationError("--node makes a folder for nobody in particular: leave the rest away") }
    }

    func run() throws {
        try Sodium.start()
        if node { return try makeNode() }
        let alias = try name.map { try OwnWords.line($0, what: "name") }
        let beginning = try HomeBeginning(Home(creating: common.homePath()), newKey: newKey)
        let made = try beginning.make(alias: alias)
        let key = KeyText.author(made.author)
        common.answer(
            .known([
                .init("key", .string(key)), .init("node", .string(KeyText.node(made.node))),
                .init("home", .string(beginning.home.path)), beginning.isTakingUp ? .init("taken_up", true) : nil,
            ]),
            words: words(beginning, key))
        if beginning.isTakingUp {
            Output.note("Before you sign, `pledged sync HOST:PORT` with a node that knows you: it brings what you said.")
        } else if !beginning.isKeyHere {
            Output.note(
                "Keep a copy of \(SafeText.shown(beginning.home.authorKeyPath)) in a safe place: nobody can give you "
                    + "another.")
        }
        if let aside = made.marksAside {
            Output.note("What the lost key signed last is noted in \(SafeText.shown(aside)), should it turn up again.")
        }
    }

    private func makeNode() throws {
        let home = try Home(creating: common.homePath()), made = try NodeHome(home: home).make()
        let node = KeyText.node(made.node), path = SafeText.shown(home.path)
        common.answer(
            .object([.init("node", .string(node)), .init("home", .string(home.path)), .init("new", .bool(made.isNew))]),
            words: made.isNew ? "Made \(path) for a node alone: \(node)" : "\(path) is a node's already: \(node)")
    }

    private func words(_ beginning: HomeBeginning, _ key: String) -> String {
        let path = SafeText.shown(beginning.home.path)
        guard !beginning.isTakingUp else {
            return """
                Took up the key that was in \(path) again: \(key)
                Next: `pledged join LINK` for each collective of yours, then `pledged sync HOST:PORT`.
                """
        }
        guard !beginning.isKeyHere else { return "Made a new node key in \(path); your own key stays: \(key)" }
        return """
            Your pledged folder is \(path).
            Your key, to give to others: \(key)
            Next: `pledged found NAME` begins a collective, `pledged join LINK` joins one.
            """
    }
}
