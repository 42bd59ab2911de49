import ArgumentParser
import Foundation

/// The words that the program was called with, looked at before anything reads them.
package enum Arguments {
    /// As they were given: the standard library mends what isn't UTF-8, and nobody should sign mended words.
    static var bytes: [[UInt8]] {
        (0..<Int(CommandLine.argc)).dropFirst().compactMap { place in
            guard let word = CommandLine.unsafeArgv[place] else { return nil }
            return UnsafeRawBufferPointer(start: word, count: strlen(word)).map { $0 }
        }
    }

    /// Refuses words that can't be read, or that the parser would misread.
    /// - Throws: ``CommandFault`` that names the word.
    package static func check(_ words: [[UInt8]]) throws(CommandFault) {
        // The parser would take minutes over thousands of them.
        let asks = words.count { $0 == Array("--ask".utf8) || $0.starts(with: "--ask=".utf8) }
        guard asks <= 64 else { throw CommandFault(.badData, "--ask is given \(asks) times; a project has at most 64 asks") }
        var before = ""
        for (place, bytes) in words.enumerated() {
            guard let word = String(validating: bytes, as: UTF8.self) else {
                let shown = SafeText.quoted(String(decoding: bytes, as: UTF8.self))
                throw CommandFault(
                    .badData, "argument \(place + 1), \(shown), isn't UTF-8; set your terminal to UTF-8 and write it again")
            }
            if word == "--" { return }
            if isNegative(word), !takesValue(before) { throw fault(ofNegative: word) }
            before = word
        }
        try checkOnce(words.map { String(decoding: $0, as: UTF8.self) })
        try checkFirst(words.first.map { String(decoding: $0, as: UTF8.self) } ?? "")
        try checkTopic(words.map { String(decoding: $0, as: UTF8.self) })
    }

    /// A minus and a digit: the parser would take it for an option of that name.
    private static func isNegative(_ word: String) -> Bool {
        let start = Array(word.utf8.prefix(2))
        return start.count == 2 && start[0] == UInt8(ascii: "-") && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(start[1])
    }

    private static func fault(ofNegative word: String) -> CommandFault {
        let isNumber = word.prefix { $0 != " " }.dropFirst().utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",")
        }
        let shown = SafeText.quoted(word), last = "words that begin with a hyphen come last, behind --"
        return isNumber ? CommandFault(.badData, "\(shown) is negative, and amounts are above zero; \(last)")
            : CommandFault(.usage, "\(shown) begins as an option does; \(last)")
    }

    /// Options that can be given several times, by command: of any other the parser would take the last one without a word.
    package static let repeated: [String: Set<String>] = [
        "found": ["--founder", "--witness"], "invite": ["--address"], "profile": ["--skill", "--capacity"], "cause": ["--evidence"],
        "project": ["--ask", "--works-on", "--steward", "--split", "--revise"], "round": ["--project"], "pledge": ["--with"],
        "report": ["--evidence"], "list": ["--stage"], "serve": ["--peer", "--web-name", "--web-origin"],
    ]

    /// Refuses an option that takes one value and is given two.
    private static func checkOnce(_ words: [String]) throws(CommandFault) {
        let command = words.first ?? "", repeated = repeated[command] ?? []
        var seen: Set<String> = [], rest = words.dropFirst()
        while let word = rest.popFirst(), word != "--" {
            guard word.hasPrefix("--"), !flags.contains(word), command != "serve" || word != "--witness" else { continue }
            let name = String(word.prefix { $0 != "=" })
            if name == word { _ = rest.popFirst() }
            guard seen.insert(name).inserted || repeated.contains(name) else {
                throw CommandFault(.usage, "\(name) is given twice, and takes one value; leave one of them out")
            }
        }
    }

    /// Whether a word is an option that reads the next one, whatever that is.
    private static func takesValue(_ word: String) -> Bool {
        word.hasPrefix("--") && !word.contains("=") && !flags.contains(word)
    }

    /// Options without a value, of all commands; --witness is one of `serve` alone.
    package static let flags: Set<String> = [
        "--json", "--risk-fork", "--any-clock", "--against", "--firmly", "--erase", "--take-back", "--open", "--private",
        "--replace", "--repair", "--stay", "--new-key", "--no-lan", "--no-web", "--csv", "--limits", "--history", "--example", "--node",
        "--neither", "--anew", "--paid", "--received", "--refused", "--refunded", "--repaid", "--until-input-ends", "--help", "--version",
    ]

    /// Every command takes these, and the program itself does not: the parser would name them unknown.
    private static func checkFirst(_ word: String) throws(CommandFault) {
        guard word == "--json" || word == "--home" || word.hasPrefix("--home=") else { return }
        let name = word.prefix { $0 != "=" }
        throw CommandFault(.usage, "write \(name) after the command, as in `pledged status \(name)\(name == "--home" ? " DIR" : "")`")
    }

    /// `help` of something that isn't a command would print the help of all.
    private static func checkTopic(_ words: [String]) throws(CommandFault) {
        guard words.first == "help", words.count > 1, !words[1].hasPrefix("-") else { return }
        let commands = Pledged.configuration.groupedSubcommands.flatMap { $0.subcommands }
        let isKnown = commands.contains { $0.configuration.commandName == words[1] }
        guard !isKnown, words[1] != "help" else { return }
        throw CommandFault(.usage, "there is no command \(SafeText.quoted(words[1])); see `pledged --help`")
    }
}
