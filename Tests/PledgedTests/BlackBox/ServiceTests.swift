import Foundation
import Testing

/// The daemon as a service: words to the manager, a new configuration, its log.
@Suite struct ServiceTests {
    /// A daemon under a manager that watches it.
    private func start(_ home: PledgedHome, _ socket: NotifySocket, _ options: [String] = []) throws -> PledgedProcess {
        try home.start(
            ["serve"] + options,
            environment: ["NOTIFY_SOCKET": socket.path, "WATCHDOG_USEC": "300000", "PLEDGED_LISTEN": "127.0.0.1:0"])
    }

    private func socket() throws -> NotifySocket { try NotifySocket(NSTemporaryDirectory() + "n-\(UUID().uuidString.prefix(8))") }

    @Test func theManagerHearsHowItIs() throws {
        let home = try PledgedHome(), socket = try socket()
        let run = try start(home, socket)
        #expect(try socket.next() == ["READY=1"])
        for _ in 0..<3 { #expect(try socket.next("WATCHDOG=1").contains("STATUS=alone")) }
        kill(run.process.processIdentifier, SIGHUP)
        let reloading = try socket.next("RELOADING=1")
        #expect(reloading.contains { $0.hasPrefix("MONOTONIC_USEC=") })
        _ = try socket.next("READY=1")
        run.process.terminate()
        #expect(try socket.next("STOPPING=1") == ["STOPPING=1"])
        #expect(try run.wait(seconds: 10).code == 0)
    }

    @Test func aReloadTakesNewPeersAndLevels() throws {
        let village = try Village(2), home = village.founder, other = village.homes[1], socket = try socket()
        let daemon = try PledgedDaemon(other)
        let path = home.file("config.yaml")
        func write(_ text: String) throws { try text.write(toFile: path, atomically: true, encoding: .utf8) }
        try write("log: notice\n")
        let run = try start(home, socket)
        _ = try socket.next("READY=1")
        #expect(try home.json("status").list("peers").isEmpty)

        try write("log: info\npeers: [\(daemon.address)]\nlan: true\n")
        kill(run.process.processIdentifier, SIGHUP)
        try eventually("a link", or: { run.errors }) { try home.json("status").list("peers").count == 1 }
        try eventually("words of it", or: { run.errors }) { run.errors.contains(#"changed=peers,log"#) && run.errors.contains("linked with") }

        try write("log: loud\n")
        kill(run.process.processIdentifier, SIGHUP)
        try eventually("a complaint", or: { run.errors }) { run.errors.contains("stays as it was") && run.errors.contains("line 1") }
        #expect(try home.json("status").list("peers").count == 1)

        try write("log: info\nlisten: 127.0.0.1:1\n")
        run.process.terminate()
        try run.wait(seconds: 10).expectFine()
    }

    /// A daemon on a configuration that it reads again whenever that is written.
    private struct Reloading {
        let home: PledgedHome
        let run: PledgedProcess

        init(_ text: String) throws {
            home = try PledgedHome()
            try text.write(toFile: home.file("config.yaml"), atomically: true, encoding: .utf8)
            let run = try home.start("serve")
            self.run = run
            try eventually("the start", or: { run.errors }) { run.output.hasPrefix("listening 127.0.0.1:") }
        }

        func lines(_ words: String) -> [Substring] { run.errors.split(separator: "\n").filter { $0.contains(words) } }

        /// - Parameter answer: what the log says of it. - Returns: the line.
        func reload(_ text: String, _ answer: String = "read the configuration again") throws -> Substring {
            let before = lines(answer).count
            try text.write(toFile: home.file("config.yaml"), atomically: true, encoding: .utf8)
            kill(run.process.processIdentifier, SIGHUP)
            return try eventually(answer, or: { run.errors }) { lines(answer).count > before ? lines(answer).last : nil }
        }

        func end() throws {
            run.process.terminate()
            try run.wait(seconds: 10).expectFine()
        }
    }

    /// It is said as long as what runs is not what the file says.
    @Test func whatTakesARestartIsSaid() throws {
        let daemon = try Reloading("listen: 127.0.0.1:0\n"), other = "listen: 127.0.0.1:1\n"
        for text in [other, other + "log: debug\n", other, "listen: 127.0.0.1:0\n", "log: debug\nlisten: 127.0.0.1:0\n"] {
            _ = try daemon.reload(text)
        }
        #expect(daemon.lines("a change of listen takes a restart").count == 3, "\(daemon.run.errors)")
        try daemon.end()
    }

    /// What stays as it was is what the next one is compared with.
    @Test(.enabled(if: Surroundings.hasPython, "no Python with SQLite is here"))
    func aReloadThatFailsChangesNothing() throws {
        let daemon = try Reloading("listen: 127.0.0.1:0\nlog: notice\n")
        func rename(_ from: String, _ to: String) throws {
            let script = "import sqlite3; c = sqlite3.connect('\(daemon.home.file("ledger.sqlite"))', timeout=20); "
                + "c.execute('ALTER TABLE \(from) RENAME TO \(to)'); c.commit()"
            try daemon.home.startOther(Surroundings.python, ["-c", script]).wait().expectFine()
        }
        // The addresses that came in invitations can't be read.
        try rename("peer", "elsewhere")
        _ = try daemon.reload("listen: 127.0.0.1:0\nlog: error\n", "stays as it was")
        try rename("elsewhere", "peer")
        let again = try daemon.reload("listen: 127.0.0.1:0\nlog: notice\n")
        #expect(again.hasSuffix(#"changed="""#), "\(daemon.run.errors)")
        try daemon.end()
    }

    /// systemd names the stream's device and inode; a file does as well.
    @Test func theJournalGetsPrioritiesAndNoTimes() throws {
        let home = try PledgedHome()
        let script = """
            exec 2>"$HOME/journal"; JOURNAL_STREAM=$(stat -c %d:%i "$HOME/journal"); export JOURNAL_STREAM
            exec "$PLEDGED" serve --listen 127.0.0.1:0 --peer 127.0.0.1:9
            """
        let run = try home.startOther("/bin/sh", ["-c", script])
        let path = (home.path as NSString).deletingLastPathComponent + "/journal"
        func journal() -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
        try eventually("a line", or: journal) { journal().contains("<6>level=info msg=\"no link to 127.0.0.1:9") }
        run.process.terminate()
        _ = try run.wait(seconds: 10)
        for line in journal().split(separator: "\n") { #expect(line.contains(/^<[2-7]>level=[a-z]+ msg="/), "\(line)") }
    }
}
