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

    /// A daemon that hangs as a whole says nothing, so that the manager starts it anew.
    @Test func nobodySpeaksForAProcessThatHangs() throws {
        let home = try PledgedHome(), socket = try socket()
        let run = try start(home, socket)
        _ = try socket.next("WATCHDOG=1")
        kill(run.process.processIdentifier, SIGSTOP)
        defer { kill(run.process.processIdentifier, SIGCONT) }
        // What was under way may still come; then nothing does.
        var silent = 0
        for _ in 0..<10 where silent < 3 { silent = socket.waits(milliseconds: 400) ? silent + 1 : 0 }
        #expect(silent == 3)
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

    @Test func whatTakesARestartIsSaid() throws {
        let home = try PledgedHome()
        try "listen: 127.0.0.1:0\n".write(toFile: home.file("config.yaml"), atomically: true, encoding: .utf8)
        let run = try home.start("serve")
        try eventually("the start", or: { run.errors }) { run.output.hasPrefix("listening 127.0.0.1:") }
        try "listen: 127.0.0.1:1\n".write(toFile: home.file("config.yaml"), atomically: true, encoding: .utf8)
        kill(run.process.processIdentifier, SIGHUP)
        try eventually("a word", or: { run.errors }) { run.errors.contains("a change of listen takes a restart") }
        run.process.terminate()
        try run.wait(seconds: 10).expectFine()
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
