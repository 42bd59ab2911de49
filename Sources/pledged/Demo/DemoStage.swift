import Foundation
import Synchronization

/// Where the demo plays: temporary homes, real commands of this same program, real daemons.
final class DemoStage: Sendable {
    private struct State {
        var daemons: [String: (process: Process, lifeline: Pipe)] = [:]
        var addresses: [String: String] = [:]
        var projectID = ""
        var isTold = false
    }

    private let folder: String
    private let json: Bool
    private let start = ContinuousClock.now
    private let state = Mutex(State())
    /// How long the demo waits for anything.
    private static let patience = Duration.seconds(15)

    init(json: Bool) throws {
        self.json = json
        let template = NSTemporaryDirectory() + "pledged-demo-XXXXXX"
        var name = Array(template.utf8CString)
        guard mkdtemp(&name) != nil else {
            throw CommandFault(.notNow, "no temporary folder can be made in \(NSTemporaryDirectory()); free some space there")
        }
        folder = String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    var projectID: String {
        get { state.withLock { $0.projectID } }
        set { state.withLock { $0.projectID = newValue } }
    }

    /// Whether the story has come to its end.
    var isTold: Bool {
        get { state.withLock { $0.isTold } }
        set { state.withLock { $0.isTold = newValue } }
    }

    func home(_ who: String) -> String { "\(folder)/\(who)" }
    func file(_ name: String) -> String { "\(folder)/\(name)" }
    func address(_ who: String) -> String { state.withLock { $0.addresses[who] ?? "" } }

    /// One line of the story.
    func say(_ line: String) {
        let elapsed = (ContinuousClock.now - start) / .milliseconds(1)
        if json {
            Output.answer(.object([.init("ms", .number(UInt64(elapsed))), .init("says", .string(line))]))
        } else {
            Output.answer(line)
        }
        try? Output.flush()
    }

    /// Runs a command of this program for somebody, and returns its JSON answer.
    @discardableResult
    func run(_ who: String, _ arguments: [String], mayEndWith allowed: Set<Int32> = [0]) throws -> [String: Any] {
        let process = process(arguments + ["--json", "--home", home(who)])
        let output = Pipe(), problems = Pipe()
        process.standardOutput = output
        process.standardError = problems
        try process.run()
        let answer = output.fileHandleForReading.readDataToEndOfFile()
        let complaint = problems.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard allowed.contains(process.terminationStatus) else {
            throw CommandFault(.notNow, "the demo's `pledged \(arguments.joined(separator: " "))` failed: "
                + String(decoding: complaint, as: UTF8.self).split(separator: "\n").suffix(1).joined())
        }
        let first = answer.prefix { $0 != UInt8(ascii: "\n") }
        return (try? JSONSerialization.jsonObject(with: first) as? [String: Any]) ?? [:]
    }

    /// Starts somebody's daemon and waits until it listens. It ends with this process, however that ends.
    func serve(_ who: String, peers: [String] = []) throws {
        let process = process(
            ["serve", "--until-input-ends", "--no-lan", "--no-web", "--listen", "127.0.0.1:0", "--log", "error", "--home", home(who)]
                + peers.flatMap { ["--peer", address($0)] })
        let output = Pipe(), lifeline = Pipe()
        process.standardInput = lifeline
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var line = Data()
        while let byte = try output.fileHandleForReading.read(upToCount: 1), let first = byte.first, first != 10 { line += byte }
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard words.count == 2 else { throw CommandFault(.notNow, "the demo's daemon of the \(who) did not start") }
        state.withLock {
            $0.daemons[who] = (process, lifeline)
            $0.addresses[who] = String(words[1])
        }
    }

    /// Ends somebody's daemon.
    func cutOff(_ who: String) {
        guard let (process, _) = state.withLock({ $0.daemons.removeValue(forKey: who) }) else { return }
        process.terminate()
        process.waitUntilExit()
    }

    /// Waits until a condition holds. - Returns: how long it took, in milliseconds.
    @discardableResult
    func wait(for what: String, _ holds: () throws -> Bool) throws -> Int {
        let begin = ContinuousClock.now
        while try !holds() {
            guard ContinuousClock.now - begin < Self.patience else {
                throw CommandFault(.notNow, "the demo waited too long for \(what)")
            }
            usleep(20_000)
        }
        return Int((ContinuousClock.now - begin) / .milliseconds(1))
    }

    /// Copies somebody's home as a careless backup would.
    func copy(_ who: String, to other: String) throws {
        try FileManager.default.copyItem(atPath: home(who), toPath: home(other))
        try? FileManager.default.removeItem(atPath: home(other) + "/control.sock")
    }

    /// Ends everything and removes the folders.
    func clear() {
        for who in state.withLock({ Array($0.daemons.keys) }) { cutOff(who) }
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func process(_ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        return process
    }
}
