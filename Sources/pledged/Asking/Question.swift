/// One thing that a command needs to know.
struct Question {
    /// Where the answer goes among the command's words.
    enum Place {
        case argument(Int)
        case option(String)
        /// One of these flags.
        case flag([String])
    }

    let place: Place
    /// What to call it, in the question and in the summary.
    let name: String
    /// What an answer looks like.
    let hint: String
    /// Whether the command can't do without.
    let isNeeded: Bool
    /// Whether it is asked again until nothing is answered.
    let isRepeated: Bool
    /// Whether it is asked at all, by what is known so far.
    let isAsked: (GivenWords) throws -> Bool
    /// Lines to choose from, printed before the question.
    let choices: (GivenWords) throws -> [String]
    /// Refuses what the command would refuse. - Returns: how the answer was understood.
    let check: (String, GivenWords) throws -> String

    init(
        _ place: Place, _ name: String, _ hint: String, isNeeded: Bool = true, isRepeated: Bool = false,
        isAsked: @escaping (GivenWords) throws -> Bool = { _ in true },
        choices: @escaping (GivenWords) throws -> [String] = { _ in [] },
        check: @escaping (String, GivenWords) throws -> String
    ) {
        self.place = place
        self.name = name
        self.hint = hint
        self.isNeeded = isNeeded
        self.isRepeated = isRepeated
        self.isAsked = isAsked
        self.choices = choices
        self.check = check
    }

    /// The same, where it may be left out.
    var optional: Question {
        Question(place, name, hint, isNeeded: false, isRepeated: isRepeated, isAsked: isAsked, choices: choices, check: check)
    }
}
