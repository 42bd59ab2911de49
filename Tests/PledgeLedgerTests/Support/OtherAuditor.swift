import Foundation
import PledgeLedger
import Testing

/// The independent verifier's word on a bundle, where there is a Python that has PyNaCl.
struct OtherAuditor: Decodable, Equatable {
    var entries: UInt64
    var feeds: UInt64
    /// Authors whom it takes for members or witnesses, whether they said anything or not.
    var kept: UInt64
    var forks: UInt64
    var signatures: UInt64
    var root: String
    var findings: [String]

    private static let root: URL = {
        let file = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        return (0..<4).reduce(file) { url, _ in url.deletingLastPathComponent() }
    }()

    private static let python: String? = {
        let named = ProcessInfo.processInfo.environment["PLEDGED_PYTHON"] ?? ""
        let candidates = [named, root.appendingPathComponent(".venv/bin/python").path, "/usr/bin/python3"]
        return candidates.first { !$0.isEmpty && (try? output($0, ["-c", "import nacl"])) != nil }
    }()

    static var isHere: Bool { python != nil }

    /// What it prints of a file.
    static func audit(_ path: String) throws -> OtherAuditor { try run("verify_bundle.py", path, as: OtherAuditor.self) }

    /// What a script beside it prints of a file.
    static func run<Answer: Decodable>(_ script: String, _ path: String, _ more: String..., as type: Answer.Type) throws -> Answer {
        let script = root.appendingPathComponent("Tests/independent/\(script)").path
        let python = try #require(python)
        let data = try #require(try output(python, [script, path] + more, mayFind: true))
        return try JSONDecoder().decode(type, from: data)
    }

    /// Standard output of a program that ends with 0, or with 1 where that is a way to end.
    private static func output(_ program: String, _ arguments: [String], mayFind: Bool = false) throws -> Data? {
        guard FileManager.default.isExecutableFile(atPath: program) else { return nil }
        let process = Process(), pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationStatus == 0 || mayFind && process.terminationStatus == 1 ? data : nil
    }

    /// Holds its word against the program's.
    func expect(_ report: AuditReport, _ comment: String) {
        #expect(entries == report.entries && feeds == report.feeds && forks == report.forks, "\(comment)")
        #expect(signatures == report.signatures && root == report.root.hex, "\(comment)")
        #expect(findings.isEmpty == report.findings.isEmpty, "\(comment): \(findings) and \(report.findings)")
    }
}
