import PledgeLedger

/// Where the weight of one claim comes from, that a problem brings another about: what suffering came to its effect, how
/// much of it the claim carries on, and whose voices say so.
struct ClaimExplanation {
    private let id: EntryID
    private let voices: EdgeVoices
    private let roots: RootCauses
    private let answer: RootsAnswer
    private let details: Details
    private let affected: [StandingWord]
    /// Claims of the same by people who are no members yet.
    private let waiting: [WaitingEntry]
    private let effect: RootCauses.Standing

    private static let most = 50

    /// Nil where the claim is in no view: it was taken back, a problem that it names is not there, or its two count as one.
    init?(_ id: EntryID, _ roots: RootCauses, _ details: Details, at cutoff: Cutoff) throws {
        guard let cause = try details.store.entry(id, in: details.collective)?.entry.reading.facts?.cause else { return nil }
        let isHere = try details.store.said(.cause, of: cause.cause, in: details.collective, at: cutoff) { $0 }.contains { $0.id == id }
        let same: [EntryID: EntryID]
        (voices, affected, same) = try details.store.view(of: details.collective, at: cutoff) { source in
            let voices = try EdgeVoices(from: cause.cause, to: cause.effect, in: source), same = try CauseWords.joined(in: source)
            let words = try ([voices.effect] + same.filter { $0.value == voices.effect }.map(\.key)).flatMap { try source.words(on: $0.raw) }
            let affected = try words.filter { try $0.stance.standing == .affected && $0.stance.stance > 0 && source.hasVoice($0.author) }
            return (voices, affected, same)
        }
        waiting = try Self.waiting(voices, same, details, at: cutoff)
        let effect = voices.effect, from = voices.cause
        guard isHere, from != effect, let standing = roots.standing(of: effect), roots.standing(of: from) != nil else { return nil }
        (self.id, self.roots, self.details, self.effect) = (id, roots, details, standing)
        answer = RootsAnswer(roots, details, limit: 1)
    }

    private static func waiting(
        _ voices: EdgeVoices, _ same: [EntryID: EntryID], _ details: Details, at cutoff: Cutoff
    ) throws -> [WaitingEntry] {
        try details.store.waitingEntries(in: details.collective).filter { entry in
            guard entry.names.map({ same[$0] ?? $0 }) == [voices.cause, voices.effect],
                let held = try details.store.entry(entry.id, in: details.collective)?.entry
            else { return false }
            return held.reading.facts?.cause != nil && cutoff.includes(held.entry)
        }
    }

    private var edge: RootCauses.Edge? { roots.edges(to: voices.effect).first { $0.cause == voices.cause } }
    private var carried: UInt64 { edge?.carried ?? 0 }
    /// What claims brought to the effect, since it brings about others in turn.
    private var came: UInt64 { roots.sources(of: voices.effect).reduce(0) { $0 + $1.carried } }
    /// n of this claim's edge, and N of all that the effect is said to come from.
    private var weight: (own: UInt64, all: UInt64) {
        (edge?.voices ?? 0, roots.edges(to: voices.effect).reduce(0) { $0 + $1.voices })
    }

    // MARK: for people

    func lines() throws -> [String] {
        var lines = [try lead()]
        if let held = try details.store.entry(id, in: details.collective)?.entry, let idleness = try Idleness.of(held, details) {
            lines.append("this claim \(idleness.words); what is said of the same two problems counts together")
        }
        return try lines + voicelessLines() + [""] + sourceLines() + [""] + voiceLines() + [""] + [shareLine(), change(), RootsAnswer.weakness]
    }

    /// What it says, and what it carried.
    func lead() throws -> String {
        let cause = try details.title(of: voices.cause), effect = try details.title(of: voices.effect)
        let carried = edge.map(answer.percent(carriedBy:)) ?? answer.percent(0)
        return "\(cause) brings about \(effect): \(carried) of all that people suffer was carried on by it"
    }

    /// Claims of the same by those who have no voice, or are no members yet: they are in nobody's share.
    private func voicelessLines() throws -> [String] {
        let lines = try voices.claims.filter { !$0.hasVoice }.map { claim in
            "claim \(claim.id.short) is by \(try details.people.name(claim.author)), who has no voice: it weighs by what members say of it alone"
        } + waiting.map { claim in
            "claim \(claim.id.short) is by \(try details.people.name(claim.author)), who is no member: it counts once enough members vouch for them"
        }
        let more = lines.count - Self.most
        return Array(lines.prefix(Self.most)) + (more > 0 ? ["and \(more) more claims of the same by others without a voice"] : [])
    }

    /// What the effect held to be carried on.
    func sourceLines() throws -> [String] {
        let names = try affected.prefix(Self.most).map { "\(try details.people.name($0.author)), entry \($0.id.short)" }
        let more = affected.count > names.count ? "; and \(affected.count - names.count) more" : ""
        let felt = names.isEmpty ? "nobody has said that it affects them" : "it affects \(names.joined(separator: "; "))\(more)"
        return [
            "Of all that people suffer, \(answer.percent(effect.start)) was put on \(try details.title(of: voices.effect)): \(felt).",
            came == 0 ? "Nothing came to it from what it brings about itself." : "\(answer.percent(came)) came to it from what it brings about itself.",
        ]
    }

    /// Each voice's share: a table.
    func voiceLines() throws -> [String] {
        guard !voices.shares.isEmpty else { return ["Nobody with a voice says so or denies it."] }
        var table = Table([.text("member"), .text("says"), .number("word"), .number("of all theirs"), .number("voice"), .text("entries")])
        for share in voices.shares.prefix(Self.most) {
            table.add([
                try details.people.name(share.member), Self.says(share), "\(share.word)", "\(share.words)",
                VoiceText.shown(share.voice), share.entries.map(\.short).joined(separator: " "),
            ])
        }
        let more = voices.shares.count - Self.most
        return table.lines() + (more > 0 ? ["  and \(more) more: --json has all"] : []) + [
            "A word is −3 to 3: the strength of one's own claim, and one's stances on others' claims of the same. Everybody has one voice on what "
                + "a problem brings about, and splits it over all their words on that.",
        ]
    }

    private static func says(_ share: EdgeVoices.Share) -> String {
        share.word > 0 ? "so" : share.word < 0 ? "denies it" : "both, which cancels"
    }

    /// How many voices it has, and what part of its effect's goes its way.
    func shareLine() throws -> String {
        let said = "\(VoiceText.words(voices.inFavour, "says so", "say so")), and \(VoiceText.words(voices.against, "denies it", "deny it"))"
        let (own, all) = weight, effect = try details.title(of: voices.effect)
        guard own > 0 else { return "\(said). What \(voices.against > 0 ? "half or more deny" : "no voice says") carries nothing." }
        let rest = voices.against > 0 ? "; \(VoiceText.words(own, "is left", "are left"))" : ""
        return "\(said)\(rest). \(parts(own, all, effect)): in each round 7/8 · voices ÷ (voices + 1) of it."
    }

    /// What of all that moves on from the effect goes this way.
    private func parts(_ own: UInt64, _ all: UInt64, _ effect: String) -> String {
        guard own == all else {
            return "On all that is said to bring \(effect) about \(VoiceText.words(all, "counts", "count")), and what moves on from there is "
                + "split in proportion"
        }
        // Claims of people without a voice are no edges.
        let others = roots.edges(to: voices.effect).contains { $0.cause != voices.cause && $0.inFavour > 0 }
        let lead = others ? "Half or more deny all else that a voice says brings \(effect) about"
            : "No voice says that anything else brings \(effect) about"
        return "\(lead), so all that moves on from there goes this way"
    }

    private func change() throws -> String {
        let cause = try details.title(of: voices.cause), effect = try details.title(of: voices.effect)
        return "It changes as members endorse the claim (`pledged endorse \(id.short)`, with --against to deny it); claim the same, another cause of "
            + "\(effect), or something else that \(cause) brings about (`pledged cause`), or endorse or deny such a claim; or say what affects "
            + "them (`pledged endorse \(voices.effect.short) --as affected`). So it does with claims that bring more or less to \(effect), and as "
            + "somebody gains or loses their voice."
    }

    // MARK: for programs

    func json() -> [JSON.Field] {
        [
            .init("claim", .string(id.hex)), .init("cause", .string(voices.cause.hex)), .init("effect", .string(voices.effect.hex)),
            .init("mass", .number(RootCauses.mass)), .init("carried", .number(carried)), .init("start", .number(effect.start)),
            .init("came", .number(came)), .init("for", .number(voices.inFavour)), .init("against", .number(voices.against)),
            .init("effect_voices", .number(weight.all)),
            .init("claims", .array(voices.claims.map { claim in
                .object([
                    .init("id", .string(claim.id.hex)), .init("author", .string(KeyText.author(claim.author))), .init("voice", .bool(claim.hasVoice)),
                ])
            })),
            .init("waiting", .array(waiting.map { .string($0.id.hex) })),
            .init("voices", .array(voices.shares.map { share in
                .object([
                    .init("author", .string(KeyText.author(share.member))), .init("word", .number(share.word)),
                    .init("words", .number(share.words)), .init("voice", .number(share.voice)),
                    .init("entries", .array(share.entries.map { .string($0.hex) })),
                ])
            })),
            .init("affects", .array(affected.map { word in
                .object([.init("id", .string(word.id.hex)), .init("author", .string(KeyText.author(word.author)))])
            })),
        ]
    }
}
