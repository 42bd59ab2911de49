import Foundation
import Testing

/// One run of the real program.
///
/// Its output goes to files, so that no full pipe can stop it. A run that outlives its deadline is
/// killed and fails the test.
final class PledgedProcess {
    let process = Process()
    private let folder: String
    private let ended = DispatchSemaphore(value: 0)
    private let outputPath: String
    private let errorPath: String

    /// Seconds that a command may take; far more than any needs, and less than a stuck one would.
    static let deadline = 60.0

    /// The program under test: `PLEDGED_BIN`, or the one that was built beside these tests.
    static let program: String = {
        if let named = ProcessInfo.processInfo.environment["PLEDGED_BIN"], !named.isEmpty { return named }
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let beside = (tests as NSString).deletingLastPathComponent + "/pledged"
        if FileManager.default.isExecutableFile(atPath: beside) { return beside }
        let started = (CommandLine.arguments.first { $0.contains(".xctest") } ?? "") as NSString
        return started.deletingLastPathComponent + "/pledged"
    }()

    /// Starts the program.
    /// - Parameters:
    ///   - folder: where its output is kept; it must outlive the process.
    ///   - program: something else to run than the program under test.
    init(
        _ arguments: [String], environment: [String: String], folder: String, program: String = PledgedProcess.program
    ) throws {
        self.folder = folder
        let name = UUID().uuidString
        outputPath = "\(folder)/\(name).out"
        errorPath = "\(folder)/\(name).err"
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = environment
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardInput = FileHandle.nullDevice
        let output = try Self.file(outputPath), errors = try Self.file(errorPath)
        process.standardOutput = output
        process.standardError = errors
        process.terminationHandler = { [ended] _ in ended.signal() }
        // Foundation would keep them open for good, and thousands of runs would use up all descriptors.
        defer { for file in [output, errors] { try? file.close() } }
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    private static func file(_ path: String) throws -> FileHandle {
        try Data().write(to: URL(fileURLWithPath: path))
        return try #require(FileHandle(forWritingAtPath: path))
    }

    /// What it has printed so far on standard output.
    var output: String { Self.text(outputPath) }

    /// What it has printed so far on standard error.
    var errors: String { Self.text(errorPath) }

    private static func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }

    /// Waits for the end.
    /// - Throws: ``PledgedStuck`` when it doesn't come in time; the program is killed then.
    func wait(seconds: Double = PledgedProcess.deadline) throws -> PledgedResult {
        guard ended.wait(timeout: .now() + seconds) == .success else {
            kill(process.processIdentifier, SIGKILL)
            _ = ended.wait(timeout: .now() + 5)
            throw PledgedStuck(arguments: process.arguments ?? [], errors: errors)
        }
        ended.signal()
        return PledgedResult(
            arguments: process.arguments ?? [], code: process.terminationStatus, output: output, errors: errors)
    }
}

/// A run that did not end in time.
struct PledgedStuck: Error, CustomStringConvertible {
    let arguments: [String]
    let errors: String

    var description: String { "pledged \(arguments.joined(separator: " ")) did not end in time; it said: \(errors)" }
}
