import PledgeLedger

/// The words of a command so far: what somebody wrote, and what they answered since.
struct GivenWords {
    let command: String
    private(set) var arguments: [String] = []
    private(set) var options: [(name: String, value: String)] = []
    private(set) var flags: [String] = []

    /// Words after the program's name, read as the parser will read them; nil without a command.
    init?(_ words: [String]) {
        guard let command = words.first, !command.hasPrefix("-") else { return nil }
        self.command = command
        var rest = words.dropFirst()[...], isEnded = false
        while let word = rest.popFirst() {
            if isEnded || !word.hasPrefix("-") || word == "-" {
                arguments.append(word)
            } else if word == "--" {
                isEnded = true
            } else if Arguments.flags.contains(word) || !word.hasPrefix("--") {
                flags.append(word)
            } else if let equals = word.firstIndex(of: "=") {
                options.append((String(word[..<equals]), String(word[word.index(after: equals)...])))
            } else if let value = rest.popFirst() {
                options.append((word, value))
            }
        }
    }

    func option(_ name: String) -> String? { options.first { $0.name == name }?.value }

    /// Whether a place has been filled.
    func has(_ place: Question.Place) -> Bool { !values(of: place).isEmpty }

    /// What fills a place. An amount may be several words, which are the last ones then.
    func values(of place: Question.Place) -> [String] {
        switch place {
        case .argument(0): Array(arguments.prefix(1))
        case .argument(let number): arguments.count > number ? [arguments[number...].joined(separator: " ")] : []
        case .option(let name): options.filter { $0.name == name }.map(\.value)
        case .flag(let names): names.filter { flags.contains("--\($0)") }
        }
    }

    /// The words as they were before a place was filled.
    func without(_ place: Question.Place) -> GivenWords {
        var before = self
        switch place {
        case .argument(let number): before.arguments = Array(arguments.prefix(number))
        case .option(let name): before.options.removeAll { $0.name == name }
        case .flag(let names): before.flags.removeAll { flag in names.contains { flag == "--\($0)" } }
        }
        return before
    }

    mutating func fill(_ place: Question.Place, _ answer: String) {
        switch place {
        case .argument: arguments.append(answer)
        case .option(let name): options.append((name, answer))
        case .flag: flags.append("--\(answer)")
        }
    }

    /// As the parser takes them.
    var words: [String] {
        let named = options.flatMap { [$0.name, $0.value] }
        let isPlain = arguments.allSatisfy { !$0.hasPrefix("-") }
        return [command] + (isPlain ? arguments + flags + named : flags + named + ["--"] + arguments)
    }

    /// As one would type them to a shell.
    var line: String {
        "pledged " + words.map { word in
            let isPlain = !word.isEmpty && word.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "-_.,:/@%+=".utf8.contains(byte)
            }
            return isPlain ? word : "'\(word.replacing("'", with: "'\\''"))'"
        }.joined(separator: " ")
    }

    /// Opens the home that the words mean.
    func withWorkspace<T>(_ body: (Workspace) throws -> T) throws -> T {
        let home = option("--home").map { ["--home", $0] } ?? []
        return try CommonOptions.parse(home).withWorkspace(body)
    }

    /// Opens the home and the collective that the words mean.
    func withCollective<T>(_ body: (Workspace, CharteredCollective) throws -> T) throws -> T {
        try withWorkspace { try body($0, $0.chartered(option("--collective"))) }
    }
}
