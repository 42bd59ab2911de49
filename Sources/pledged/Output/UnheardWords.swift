import PledgeLedger

/// What people think of something who are kept and have no voice now: none of it is counted, and nobody should take it
/// for what is.
struct UnheardWords {
    private var words: [StandingWord] = []
    private var details: Details?

    /// Words are printed up to this many.
    private static let most = 5

    init() {}

    init(on target: Bytes32, _ details: Details, at cutoff: Cutoff) throws {
        self.details = details
        words = try details.store.view(of: details.collective, at: cutoff) { source in
            try source.words(on: target).filter { try !source.hasVoice($0.author) }
        }
    }

    var isEmpty: Bool { words.isEmpty }

    func lines() throws -> [String] {
        guard let details, !words.isEmpty else { return [] }
        let shown = try words.prefix(Self.most).map { "  \(try details.words($0))" }
        return ["not counted, of people without a voice:"] + shown
            + (words.count > shown.count ? ["  and \(words.count - shown.count) more: `pledged list endorsements`"] : [])
    }
}

extension Details {
    /// `nurse (pledge1…) is against, as beneficiary: "Half of the upper houses have none"`.
    func words(_ word: StandingWord) throws -> String {
        let standing = word.stance.standing == .unspecified ? "" : ", as \(word.stance.standing)"
        let text = try said(word.id).map { ": \($0)" } ?? ""
        return "\(try people.name(word.author)) is \(Details.words(stance: word.stance.stance))\(standing)\(text)"
    }

    /// The beginning of an entry's words, quoted; nil where there are none here.
    func said(_ id: EntryID) throws -> String? {
        guard let text = try listed(id)?.text?.text, !text.isEmpty else { return nil }
        return SafeText.quoted(text)
    }
}
