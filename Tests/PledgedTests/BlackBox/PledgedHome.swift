import Foundation
import PledgeLedger
import Testing
import pledged

/// A person with a home of their own, in a folder that goes away with the test.
final class PledgedHome {
    private let folder: String
    let path: String

    /// - Parameter name: runs `init` under this name; nil leaves the home unmade.
    init(_ name: String? = "farmer") throws {
        folder = NSTemporaryDirectory() + "pledged-\(UUID().uuidString.prefix(8))"
        path = "\(folder)/home"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        if let name { try run("init", "--name", name).expectFine() }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// What the program sees of the world: nothing of the tester's own settings.
    var environment: [String: String] {
        ["PATH": "/usr/bin:/bin", "HOME": folder, "PLEDGED_HOME": path, "LANG": "C.UTF-8", "PLEDGED_NO_LAN": "1"]
    }

    /// Starts a command that runs on, such as `serve`.
    func start(_ arguments: String...) throws -> PledgedProcess { try start(arguments) }

    func start(_ arguments: [String], environment extra: [String: String] = [:]) throws -> PledgedProcess {
        let environment = environment.merging(extra) { _, new in new }
        return try PledgedProcess(arguments, environment: environment, folder: folder)
    }

    /// Runs another program of this machine, with the program under test as `$PLEDGED`.
    func startOther(_ program: String, _ arguments: [String]) throws -> PledgedProcess {
        let environment = environment.merging(["PLEDGED": PledgedProcess.program]) { _, new in new }
        return try PledgedProcess(arguments, environment: environment, folder: folder, program: program)
    }

    /// Runs a command to its end.
    @discardableResult
    func run(_ arguments: String...) throws -> PledgedResult { try run(arguments) }

    @discardableResult
    func run(_ arguments: [String], environment extra: [String: String] = [:]) throws -> PledgedResult {
        let environment = environment.merging(extra) { _, new in new }
        return try PledgedProcess(arguments, environment: environment, folder: folder).wait()
    }

    /// Runs a command with `--json` and reads its one object.
    func json(_ arguments: String..., location: SourceLocation = #_sourceLocation) throws -> JSONFields {
        try run(arguments + ["--json"]).json(location)
    }

    /// Copies this whole home over another one, as a restored backup would.
    func copy(to other: PledgedHome) throws {
        try? FileManager.default.removeItem(atPath: other.path)
        try FileManager.default.copyItem(atPath: path, toPath: other.path)
    }

    func nodeKey() throws -> SigningKey { try Home(opening: path).nodeKey() }

    /// Gives a copy a node key of its own: with its original's the two would take each other's links.
    func becomeOwnNode() throws {
        try FileManager.default.removeItem(atPath: file("node.key"))
        try run("init").expectFine()
    }

    /// Makes a copy the place where its key was made: for one whose original nobody signs in from here on.
    func noteMade() throws {
        let opened = try Home(opening: path), store = try Store(at: opened.storePath)
        defer { try? store.close() }
        try Signer.noteMade(marks: opened.marksPath, beside: store)
    }

    /// Writes over the first page of a table of the store, as a bad disk would.
    /// - Parameters:
    ///   - offset: from the page's start.
    ///   - bytes: as Python writes them.
    func damage(_ table: String, at offset: Int = 0, with bytes: String) throws {
        let path = file("ledger.sqlite")
        let script = """
            import sqlite3
            c = sqlite3.connect('\(path)')
            c.execute('PRAGMA wal_checkpoint(TRUNCATE)')
            page = c.execute("SELECT rootpage FROM sqlite_master WHERE name = '\(table)'").fetchone()[0]
            size = c.execute('PRAGMA page_size').fetchone()[0]
            c.close()
            f = open('\(path)', 'r+b')
            f.seek((page - 1) * size + \(offset))
            f.write(\(bytes))
            """
        try startOther(Surroundings.python, ["-c", script]).wait().expectFine()
    }

    // MARK: shortcuts

    /// Founds a collective. - Returns: its id.
    func found(_ name: String = "Village fund", _ options: String...) throws -> String {
        try run(["found", name, "--json"] + options).json().text("collective")
    }

    /// Proposes a project. - Returns: its id.
    func project(_ title: String = "Well", asks: String...) throws -> String {
        let flags = (asks.isEmpty ? ["1200 EUR"] : asks).flatMap { ["--ask", $0] }
        return try run(["project", title, "--json"] + flags).json().text("entry")
    }

    /// Signs anything, as a changed program could: no command looks at it first. - Returns: the entry's id.
    func sign(_ facts: Facts, text: String? = nil, claiming time: UInt64 = wallClock()) throws -> String {
        let opened = try Home(opening: path), store = try Store(at: opened.storePath)
        defer { try? store.close() }
        let collective = try #require(try opened.current())
        let signer = try Signer(store: store, key: opened.authorKey(), marks: opened.marksPath)
        return try signer.sign(facts, text: try text.map { try SaltedText($0) }, in: collective, now: time, insisting: .anyClock).id.hex
    }

    func key() throws -> String { try json("status").text("key") }
}
