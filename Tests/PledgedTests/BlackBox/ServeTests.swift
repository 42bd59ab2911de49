import Foundation
import Testing

/// The daemon's start and end, and `sync` with what is no peer.
@Suite struct ServeTests {
    @Test func itPrintsWhereItListensAndStopsWhenTold() throws {
        let home = try PledgedHome()
        _ = try home.found()
        let daemon = try PledgedDaemon(home)
        let status = try home.json("status")
        #expect(try status.flag("running"))
        #expect(try status.text("address") == daemon.address)
        #expect(daemon.run.output == "listening \(daemon.address)\n")
        try daemon.stop()
        #expect(try !home.json("status").flag("running"))
    }

    @Test func itStopsOnCtrlCToo() throws {
        let daemon = try PledgedDaemon(try PledgedHome())
        kill(daemon.run.process.processIdentifier, SIGINT)
        #expect(try daemon.run.wait(seconds: 10).code == 0)
    }

    /// A process inherits its parent's blocked signals; some shells and supervisors block these two.
    @Test(.enabled(if: Surroundings.succeeds("/usr/bin/env", ["--block-signal=TERM", "true"])))
    func itStopsWhereverItWasStarted() throws {
        let home = try PledgedHome()
        let run = try home.startOther(
            "/usr/bin/env",
            ["--block-signal=TERM", "--block-signal=INT", PledgedProcess.program, "serve", "--listen", "127.0.0.1:0"])
        try eventually("a line that says where it listens", or: { run.errors }) { run.output.hasPrefix("listening ") }
        run.process.terminate()
        #expect(try run.wait(seconds: 10).code == 0)
    }

    @Test func whatItCannotServeIsOneClearLine() throws {
        let home = try PledgedHome(), other = try PledgedHome("nurse")
        let daemon = try PledgedDaemon(home)
        try other.run("serve", "--listen", daemon.address).expectFault(75, daemon.address, "in use")
        try home.run("serve", "--listen", "127.0.0.1:0").expectFault(75, "another daemon", home.path)
        // A network that is reserved for documentation: no machine has it.
        try other.run("serve", "--listen", "203.0.113.9:7411").expectFault(75, "203.0.113.9")
        try other.run("serve", "--listen", "nowhere").expectFault(65, "HOST:PORT")
        try other.run("serve", "--listen", "127.0.0.1:99999").expectFault(65, "65535")
        try other.run("serve", "--listen", "127.0.0.1:0", "--peer", "nowhere").expectFault(65, "HOST:PORT")
        try other.run("serve", "--listen", "127.0.0.1:0", "--log", "loud").expectFault(64, "loud")
        try PledgedHome(nil).run("serve").expectFault(66, "pledged init")
        // None of that disturbed the one that serves, and a daemon that was killed leaves nothing in the way.
        #expect(try home.json("status").flag("running"))
        daemon.crash()
        try PledgedDaemon(home, listen: daemon.address).stop()
    }

    @Test func syncWithWhatIsNoPeerEndsSoon() throws {
        let home = try PledgedHome()
        _ = try home.found()
        let closed: UInt16 = try RawSocket.listen().port
        try home.run("sync", "127.0.0.1:\(closed)").expectFault(75, "127.0.0.1:\(closed)")
        try home.run("sync", "no.such.host.invalid:7411").expectFault(75, "no.such.host.invalid")
        try home.run("sync", "nowhere").expectFault(65, "HOST:PORT")

        let silent = try RawSocket.listen()
        let begin = ContinuousClock.now
        try home.run("sync", "127.0.0.1:\(silent.port)").expectFault(75, "127.0.0.1:\(silent.port)")
        #expect(ContinuousClock.now - begin < .seconds(15))
    }

    @Test func syncWithAWebServerEndsSoon() throws {
        let home = try PledgedHome()
        _ = try home.found()
        let web = try RawSocket.listen()
        let run = try home.start("sync", "127.0.0.1:\(web.port)")
        let connection = try web.accept()
        connection.send(Array("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8))
        try run.wait(seconds: 15).expectFault(75, "127.0.0.1:\(web.port)")
        withExtendedLifetime(connection) {}
    }

    @Test func syncWithAPeerThatHangsUpIsOneLine() throws {
        let home = try PledgedHome()
        _ = try home.found()
        let listener = try RawSocket.listen()
        let run = try home.start("sync", "127.0.0.1:\(listener.port)")
        do { _ = try listener.accept() }
        try run.wait(seconds: 15).expectFault(75, "127.0.0.1:\(listener.port)")
    }
}
