import Foundation
import Testing

/// What a run of the program left.
struct PledgedResult: CustomStringConvertible {
    let arguments: [String]
    let code: Int32
    let output: String
    let errors: String

    var description: String {
        "pledged \(arguments.joined(separator: " ").prefix(400))\nexit \(code)\noutput: \(output)\nerrors: \(errors)"
    }

    var outputLines: [Substring] { output.split(separator: "\n", omittingEmptySubsequences: false).dropLast() }
    var errorLines: [Substring] { errors.split(separator: "\n", omittingEmptySubsequences: false).dropLast() }

    /// The one JSON object that the program printed.
    func json(_ location: SourceLocation = #_sourceLocation) throws -> JSONFields {
        #expect(code == 0, "\(self)", sourceLocation: location)
        let all = try objects(location)
        try #require(all.count == 1, "\(self)", sourceLocation: location)
        return all[0]
    }

    /// The JSON objects that the program printed, one a line.
    func objects(_ location: SourceLocation = #_sourceLocation) throws -> [JSONFields] {
        try outputLines.map { line in
            let value = try? JSONSerialization.jsonObject(with: Data(line.utf8))
            return JSONFields(try #require(value as? [String: Any], "\(self)", sourceLocation: location))
        }
    }

    /// Expects a failure: this exit code, nothing on standard output, one line on standard error that
    /// holds every one of these words.
    func expectFault(_ code: Int32, _ words: String..., location: SourceLocation = #_sourceLocation) {
        #expect(self.code == code, "\(self)", sourceLocation: location)
        #expect(output.isEmpty, "\(self)", sourceLocation: location)
        #expect(errorLines.count == 1, "\(self)", sourceLocation: location)
        #expect(errors.hasPrefix("pledged: "), "\(self)", sourceLocation: location)
        for word in words { #expect(errors.contains(word), "\(self)", sourceLocation: location) }
    }

    /// Expects that nothing was signed: this exit code, and a last line that holds every one of these
    /// words, after what somebody about to sign is always told.
    func expectUnsigned(_ code: Int32, _ words: String..., location: SourceLocation = #_sourceLocation) {
        #expect(self.code == code, "\(self)", sourceLocation: location)
        #expect(output.isEmpty, "\(self)", sourceLocation: location)
        let faults = errorLines.filter { $0.hasPrefix("pledged: ") }
        #expect(faults.count == 1 && faults.last == errorLines.last, "\(self)", sourceLocation: location)
        #expect(errorLines.count <= 2, "\(self)", sourceLocation: location)
        for word in words { #expect(errors.contains(word), "\(self)", sourceLocation: location) }
    }

    /// Expects success.
    @discardableResult
    func expectFine(location: SourceLocation = #_sourceLocation) -> PledgedResult {
        #expect(code == 0, "\(self)", sourceLocation: location)
        return self
    }
}

/// The fields of one JSON object; a field that is missing or of another type fails the test.
struct JSONFields {
    let all: [String: Any]

    init(_ all: [String: Any]) { self.all = all }

    func text(_ name: String, _ location: SourceLocation = #_sourceLocation) throws -> String {
        try #require(all[name] as? String, "\(name) in \(all)", sourceLocation: location)
    }

    func number(_ name: String, _ location: SourceLocation = #_sourceLocation) throws -> Int {
        try #require(all[name] as? Int, "\(name) in \(all)", sourceLocation: location)
    }

    func flag(_ name: String, _ location: SourceLocation = #_sourceLocation) throws -> Bool {
        try #require(all[name] as? Bool, "\(name) in \(all)", sourceLocation: location)
    }

    func list(_ name: String, _ location: SourceLocation = #_sourceLocation) throws -> [JSONFields] {
        try #require(all[name] as? [[String: Any]], "\(name) in \(all)", sourceLocation: location).map(JSONFields.init)
    }
}
