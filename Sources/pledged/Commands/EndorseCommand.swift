import ArgumentParser
import PledgeLedger

/// Takes a stance on an entry or a key.
struct EndorseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "endorse",
        abstract: "Say that you are for or against a project, a person or anything said.",
        discussion: """
            Your latest word on each thing counts. On your own things it has no weight: there you can only answer \
            what others said (--re).

            Examples: pledged endorse 3f9a2c --as beneficiary --text "Our children go to that school"
                      pledged endorse 3f9a2c --against --firmly
                      pledged endorse 3f9a2c --neither --text "I need to see the figures first"
            """)

    @Argument(help: "An entry, by the first 6 or more digits of its id, or a key by its first 6 or more after pledge1")
    var id: String

    @Flag(name: .long, help: "You are against it.")
    var against = false

    @Flag(name: .long, help: "You are neither for nor against it: takes an earlier stance back, and leaves your words.")
    var neither = false

    @Flag(name: .long, help: "You mean it firmly.")
    var firmly = false

    @Option(name: .customLong("as"), help: ArgumentHelp(
        "Where you stand: affected, beneficiary, donor, expert or steward.", valueName: "standing"))
    var standing: String?

    @Option(name: .customLong("re"), help: ArgumentHelp("The endorsement that this one answers.", valueName: "id"))
    var answered: String?

    @Option(name: .long, parsing: .unconditional, help: "Why; everybody can read it.")
    var text: String?

    @OptionGroup var chosen: CollectiveOption
    @OptionGroup var signing: SigningOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if neither, against || firmly { throw ValidationError("--neither takes no side, so it goes without --against and --firmly") }
    }

    func run() throws {
        let standing = try standing.map(Self.standing) ?? .unspecified
        let text = try text.map { try OwnWords.text($0, what: "text") }
        try common.withWorkspace { workspace in
            let collective = try workspace.chartered(chosen.collective)
            let target = try target(workspace, collective.id)
            let re = try answered.map { try endorsement($0, workspace, collective.id) }
            let stance: Int8 = neither ? 0 : (against ? -1 : 1) * (firmly ? 2 : 1)
            if target.isOwn, re == nil {
                let others = standing == .affected ? "ask those whom it affects to say so (`pledged endorse ID --as affected`)"
                    : "ask others to endorse it"
                throw CommandFault(
                    .badData, "\(target.name) is your own, and there your word has no weight; \(others), or "
                        + "answer somebody's word on it with --re ID")
            }
            if stance > 0 { try noteTerms(of: EntryID(target.id), Details(workspace.store, collective.id)) }
            let signed = try workspace.sign(
                .endorse(Endorse(target: target.id, stance: stance, standing: standing, re: re)), text: text,
                in: collective, signing)
            try workspace.report(signed, Self.words(stance, standing, target.name), in: collective, common)
        }
    }

    /// What was said, as the one who said it would put it.
    private static func words(_ stance: Int8, _ standing: Endorse.Standing, _ name: String) -> String {
        guard standing == .affected, stance != 0 else { return "You are \(Details.words(stance: stance)) \(name)" }
        let much = abs(stance) > 1 ? stance > 0 ? " much" : " at all" : ""
        return stance > 0 ? "You say that \(name) affects you\(much)" : "You say that \(name) does not affect you\(much)"
    }

    /// Who endorses a version of a project should know what it changes.
    private func noteTerms(of id: EntryID, _ details: Details) throws {
        guard let entry = try details.store.entry(id, in: details.collective)?.entry, case .project(let project)? = entry.reading.facts
        else { return }
        for line in try TermChanges(to: project, by: entry.entry.author, details).lines() { Output.note(line) }
    }

    /// The endorsement that a prefix means; only another one can be answered.
    private func endorsement(_ text: String, _ workspace: Workspace, _ collective: CollectiveID) throws -> EntryID {
        let entry = try workspace.entry(text, in: collective)
        if case .endorse = entry.entry.reading.facts { return entry.id }
        let kind = entry.entry.reading.kind?.oneNoun ?? "void"
        throw CommandFault(
            .badData, "entry \(entry.id.short) is no endorsement but \(kind); --re takes the endorsement that you answer")
    }

    private struct Target {
        let id: Bytes32
        let name: String
        let isOwn: Bool
    }

    private func target(_ workspace: Workspace, _ collective: CollectiveID) throws -> Target {
        let own = try workspace.home.authorKey().publicKey
        let people = People(workspace.store, collective)
        switch try workspace.find(id, in: collective) {
        case .author(let key):
            return Target(id: key.raw, name: try people.name(key), isOwn: key == own)
        case .collective(let id) where id == collective:
            return Target(id: id.raw, name: "the collective \(try workspace.name(of: id))", isOwn: false)
        case .collective(let id):
            throw CommandFault(
                .missing, "\(id.short) is another collective; say so there with --collective \(id.short)")
        case .entry(let id):
            let author = try workspace.store.entry(id, in: collective)?.entry.entry.author
            let details = Details(people: people, store: workspace.store, collective: collective)
            return Target(id: id.raw, name: try details.title(of: id), isOwn: author == own)
        }
    }

    static func standing(_ text: String) throws -> Endorse.Standing {
        let known = Endorse.Standing.allCases.filter { $0 != .unspecified }
        guard let standing = known.first(where: { "\($0)" == text }) else {
            let names = known.map { "\($0)" }.joined(separator: ", ")
            throw CommandFault(.badData, "\(SafeText.quoted(text)) is no standing; --as takes one of \(names)")
        }
        return standing
    }
}
