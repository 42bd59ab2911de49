import Foundation
import PledgeLedger
import Testing

/// The views computed anew by Tests/independent/views.py, where there is a Python.
enum OtherViews {
    static let root: URL = {
        let file = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        return (0..<5).reduce(file) { url, _ in url.deletingLastPathComponent() }
    }()

    private static let python: String? = {
        let named = ProcessInfo.processInfo.environment["PLEDGED_PYTHON"] ?? ""
        let candidates = [named, root.appendingPathComponent(".venv/bin/python").path, "/usr/bin/python3", "/usr/local/bin/python3"]
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    static var isHere: Bool { python != nil }

    /// Its answers to a list of questions.
    static func answers<Question: Encodable, Answer: Decodable>(_ questions: [Question], as type: Answer.Type) throws -> [Answer] {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("pledged-\(UUID().uuidString).json")
        try JSONEncoder().encode(questions).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process(), pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: try #require(python))
        process.arguments = [root.appendingPathComponent("Tests/independent/views.py").path, file.path]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return try JSONDecoder().decode([Answer].self, from: data)
    }

    /// docs/views.md's example of a view: its question and its answer.
    static func example<Question: Decodable, Answer: Decodable>(
        _ view: String, _ question: Question.Type, _ answer: Answer.Type
    ) throws -> (Question, Answer) {
        let page = try String(contentsOf: root.appendingPathComponent("docs/views.md"), encoding: .utf8)
        func block(_ mark: String) throws -> Data {
            let start = try #require(page.range(of: "```json \(mark)\n"), "docs/views.md has no block \(mark)")
            let end = try #require(page.range(of: "\n```", range: start.upperBound..<page.endIndex))
            return Data(page[start.upperBound..<end.lowerBound].utf8)
        }
        return try (
            JSONDecoder().decode(question, from: block(view)), JSONDecoder().decode(answer, from: block("\(view) answer"))
        )
    }
}

/// A key or an id as the page's examples write it: the first bytes in hex, the rest zero.
func short<ID: ThirtyTwoBytes>(_ digits: String) throws -> ID {
    try #require(ID(hex: digits + String(repeating: "0", count: max(0, 64 - digits.count))))
}

extension ThirtyTwoBytes {
    /// An id of a test's own, in the order of the numbers.
    init(number: Int) {
        let number = UInt64(number)
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64($0))) }
        self = Self(bytes: bytes + [UInt8](repeating: 0, count: 24)) ?? .zero
    }

    /// The digits that `short` reads again.
    var brief: String {
        var digits = Substring(hex)
        while digits.count > 2, digits.hasSuffix("00") { digits.removeLast(2) }
        return String(digits)
    }
}
