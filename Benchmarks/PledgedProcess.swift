import Foundation

/// The program itself, run as its users run it.
struct PledgedProcess {
    let home: String

    static var binary: String {
        ProcessInfo.processInfo.environment["PLEDGED_BIN"]
            ?? (CommandLine.arguments[0] as NSString).deletingLastPathComponent + "/pledged"
    }

    /// Runs a command to its end. - Returns: what it printed.
    @discardableResult
    func run(_ arguments: String...) throws -> String { try run(arguments) }

    @discardableResult
    func run(_ arguments: [String]) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: Self.binary)
        process.arguments = arguments + ["--home", home]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        // `waitUntilExit` looks only now and then, which would be most of what is measured.
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        ended.wait()
        guard process.terminationStatus == 0 else {
            throw BenchFault("pledged \(arguments.joined(separator: " ")) ended with \(process.terminationStatus)")
        }
        return String(decoding: data, as: UTF8.self)
    }

    /// Starts the daemon. - Returns: the process and the address it listens on.
    /// - Parameters:
    ///   - page: where its page is; nil for nowhere.
    ///   - core: the one core that it has; nil for all.
    func serve(_ arguments: [String] = [], page: String? = nil, core: Int? = nil) throws -> (process: Process, address: String) {
        let process = Process()
        let output = Pipe()
        let command = ["serve", "--no-lan"] + (page.map { ["--web", $0] } ?? ["--no-web"]) + ["--listen", "127.0.0.1:0", "--log", "error", "--home", home] + arguments
        process.executableURL = URL(fileURLWithPath: core == nil ? Self.binary : "/usr/bin/taskset")
        process.arguments = (core.map { ["-c", "\($0)", Self.binary] } ?? []) + command
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var line = Data()
        while let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty, byte[0] != 10 { line += byte }
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard words.count == 2 else { throw BenchFault("the daemon said \(String(decoding: line, as: UTF8.self))") }
        return (process, String(words[1]))
    }
}

extension Process {
    /// Ends a daemon and waits for it.
    func stop() {
        terminate()
        waitUntilExit()
    }
}
