import Foundation
import Testing

/// The page through a daemon's life: another configuration, a lost socket, a power cut, readers that never close.
@Suite struct WebLifeTests {
    private static func reload(_ daemon: PledgedDaemon) { kill(daemon.run.process.processIdentifier, SIGHUP) }

    /// Open files of a process.
    private static func files(_ daemon: PledgedDaemon) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(daemon.run.process.processIdentifier)/fd").count
    }

    /// Whether there is an answer.
    private static func answers(_ page: WebClient) -> Bool {
        guard let socket = try? RawSocket.connect(to: page.port) else { return false }
        socket.send(Array("GET /health HTTP/1.1\r\nHost: \(page.host)\r\n\r\n".utf8))
        return socket.receive(within: 2).map { String(decoding: $0, as: UTF8.self).contains(" 200 ") } ?? false
    }

    /// One address can't take all that the page has; others, this machine and the home's own socket have theirs.
    @Test func oneAddressCantTakeEveryConnection() throws {
        let home = try PledgedHome(), daemon = try PledgedDaemon(home, web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        let request = Array("GET /health HTTP/1.1\r\nHost: \(page.host)\r\n\r\n".utf8)
        func isAnswered(_ socket: RawSocket) -> Bool {
            socket.send(request)
            return socket.receive(within: 5).map { String(decoding: $0, as: UTF8.self).contains(" 200 ") } ?? false
        }
        var held: [RawSocket] = []
        for _ in 0..<256 {
            let socket = try RawSocket.connect(to: page.port, from: 9)
            #expect(isAnswered(socket))
            held.append(socket)
        }
        for _ in 0..<20 { #expect(try RawSocket.connect(to: page.port, from: 9).isClosed(within: 5)) }
        for host: UInt8 in [1, 10] { #expect(isAnswered(try RawSocket.connect(to: page.port, from: host))) }
        #expect(held.allSatisfy(isAnswered))
        held.removeLast(16)
        try eventually("places again") { isAnswered(try RawSocket.connect(to: page.port, from: 9)) }
        try daemon.stop()
    }

    @Test func oneAddressCantTakeEveryEventStream() throws {
        let home = try PledgedHome()
        _ = try home.found()
        let daemon = try PledgedDaemon(home, web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        func status(from host: UInt8) throws -> (socket: RawSocket, words: String) {
            let socket = try RawSocket.connect(to: page.port, from: host)
            socket.send(Array("GET /v1/events HTTP/1.1\r\nHost: \(page.host)\r\n\r\n".utf8))
            return (socket, String(decoding: socket.receive(within: 5) ?? [], as: UTF8.self))
        }
        var held = try (0..<128).map { _ in try status(from: 9) }
        #expect(held.allSatisfy { $0.words.hasPrefix("HTTP/1.1 200") })
        let refused = try status(from: 9).words
        #expect(refused.hasPrefix("HTTP/1.1 429") && refused.contains("at most 128 event streams from one address"), "\(refused)")
        for host: UInt8 in [1, 10] { #expect(try status(from: host).words.hasPrefix("HTTP/1.1 200")) }
        held.removeLast(8)
        try eventually("a place again") { try status(from: 9).words.hasPrefix("HTTP/1.1 200") }
        try daemon.stop()
    }

    @Test func namesAndRatesAreReadAnewOnReload() throws {
        let home = try PledgedHome(), config = home.file("config.yaml")
        try "web: 127.0.0.1:0\n".write(toFile: config, atomically: true, encoding: .utf8)
        let daemon = try PledgedDaemon(home, web: []), page = try daemon.page(), named = ["Host": "fund.example"]
        #expect(try page.get("/health", named).status == 421)
        try "web: 127.0.0.1:0\nweb_names: [fund.example]\nweb_rate: 1\n".write(toFile: config, atomically: true, encoding: .utf8)
        Self.reload(daemon)
        try eventually("the new name") { try page.get("/health", named).status == 200 }
        // Two in a row, and one more a second.
        #expect(try (0..<6).map { _ in try page.get("/health").status }.contains(429))
        try "web: 127.0.0.1:0\nweb_rate: 0\n".write(toFile: config, atomically: true, encoding: .utf8)
        Self.reload(daemon)
        try eventually("no bound") { try page.get("/health").status == 200 }
        #expect(try (0..<40).map { _ in try page.get("/health").status } == Array(repeating: 200, count: 40))
        #expect(try page.get("/health", named).status == 421)
        try daemon.stop()
    }

    /// Breaks the socket on which a process listens, as nobody but its owner could: it accepts no more.
    private static let breaking = """
        import ctypes, os, re, socket, sys
        process, port = int(sys.argv[1]), int(sys.argv[2])
        rows = [row.split() for row in open("/proc/net/tcp").readlines()[1:]]
        inode = next(row[9] for row in rows if row[3] == "0A" and int(row[1].split(":")[1], 16) == port)
        file = next(f for f in os.listdir(f"/proc/{process}/fd") if os.readlink(f"/proc/{process}/fd/{f}") == f"socket:[{inode}]")
        own = ctypes.CDLL(None, use_errno=True).syscall(438, os.pidfd_open(process), int(file), 0)
        assert own >= 0, os.strerror(ctypes.get_errno())
        socket.socket(fileno=own).shutdown(socket.SHUT_RDWR)
        """

    /// A socket that accepts no more is opened again on the same port, also where somebody else had that meanwhile.
    @Test(.enabled(if: Surroundings.hasPython && geteuid() == 0, "another process's socket takes root and Python 3"))
    func aLostSocketIsOpenedAgain() throws {
        let home = try PledgedHome(), daemon = try PledgedDaemon(home, web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        #expect(try page.get("/health").status == 200)
        let words = ["-c", Self.breaking, "\(daemon.run.process.processIdentifier)", "\(page.port)"]
        try home.startOther(Surroundings.python, words).wait().expectFine()
        func attempts() -> Int { daemon.logs.components(separatedBy: "the page's socket is opened again").count - 1 }
        try eventually("word of a lost socket", or: { daemon.logs }) { attempts() > 0 }
        func takeThePort() throws {
            let taken = try eventually("the port to be free") { try? RawSocket.listen(on: page.port) }
            try eventually("attempts while the port is taken", or: { daemon.logs }) { attempts() > 2 }
            withExtendedLifetime(taken) {}
        }
        try takeThePort()
        try eventually("the page on its port again", or: { daemon.logs }) { Self.answers(page) }
        try daemon.stop()
    }

    /// A machine that is out of files answers again once there are some.
    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/prlimit"), "no prlimit"))
    func whereFilesAreOutThePageComesBack() throws {
        let home = try PledgedHome(), daemon = try PledgedDaemon(home, web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        let process = "\(daemon.run.process.processIdentifier)"
        func bound(_ count: Int) { #expect(Surroundings.succeeds("/usr/bin/prlimit", ["--pid", process, "--nofile=\(count):"])) }
        #expect(try page.get("/health").status == 200)
        // One who stays keeps the page from nobody.
        let stream = try page.stream("/v1/events")
        #expect(stream.receive(within: 5)?.isEmpty == false)
        bound(try Self.files(daemon))
        for _ in 0..<20 { if let socket = try? RawSocket.connect(to: page.port) { _ = socket.receive(within: 0.1) } }
        bound(1_024)
        try eventually("the page again", or: { daemon.logs }) { Self.answers(page) }
        try daemon.stop()
    }

    @Test(.enabled(if: Surroundings.hasPython)) func afterAPowerCutThePageIsWhereItWas() throws {
        let village = try Village(2), home = village.homes[1]
        let daemon = try PledgedDaemon(home, web: ["--web", "127.0.0.1:0"]), page = try daemon.page(), stream = try page.stream("/v1/events")
        let reader = try RawSocket.connect(to: page.port)
        reader.send(Array("GET /v1/bundle HTTP/1.1\r\nHost: \(page.host)\r\n\r\n".utf8))
        try eventually("the first event") { (stream.receive(within: 5) ?? []).isEmpty == false }
        let root = try home.standing().root
        daemon.crash()
        #expect(stream.isClosed(within: 5) && reader.isClosed(within: 5))
        let again = try PledgedDaemon(home, web: ["--web", page.host])
        #expect(try page.get("/").status == 200)
        #expect(try page.get("/v1/audit").json().text("root") == root)
        // The socket in the home was left behind, and is taken over.
        let socket = try home.startOther(Surroundings.python, ["-c", """
            import socket; s = socket.socket(socket.AF_UNIX); s.connect("\(home.file("web.sock"))")
            s.sendall(b"GET /health HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n"); print(s.recv(99).decode().split("\\r")[0])
            """]).wait()
        #expect(socket.output.contains("200"), "\(socket)")
        try home.run("check").expectFine()
        #expect(!FileManager.default.fileExists(atPath: home.file("page.bundle")))
        try again.stop()
    }

    /// Whoever asks and takes nothing is cut off, and nobody waits for them meanwhile.
    @Test func readersThatNeverCloseAreCutOff() throws {
        let village = try Village(2)
        // More than the system's own buffers take.
        try village.pledge(village.homes[1], "1 EUR", "--text", String(repeating: "word ", count: 3_000))
        let daemon = try PledgedDaemon(village.homes[1], web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        let before = try Self.files(daemon)
        let request = Array(String(repeating: "GET /v1/entries?limit=200 HTTP/1.1\r\nHost: \(page.host)\r\n\r\n", count: 200).utf8)
        // From other addresses: so many requests are more than one address may make, and this one looks on.
        let readers = try (0..<100).map { number in
            let reader = try RawSocket.connect(to: page.port, from: UInt8(2 + number % 8))
            reader.send(request)
            return reader
        }
        // The first of them may be cut off before the last has come.
        try eventually("most of them at the page", within: 60) { try Self.files(daemon) >= before + readers.count / 2 }
        // Until their buffers are full there is much to write, which takes a busy machine a while.
        try eventually("an answer to somebody else", within: 120) { (try? page.get("/"))?.status == 200 }
        let took = try (0..<21).map { _ in
            let begin = ContinuousClock.now
            let status = try page.get("/").status
            #expect(status == 200)
            return ContinuousClock.now - begin
        }
        // The usual one: a machine that does a dozen other things halts now and then.
        #expect(took.sorted()[10] < .seconds(2), "\(took)")
        try eventually("none of them at the page", within: 180, or: { "\(try Self.files(daemon)) files" }) { try Self.files(daemon) < before + 5 }
        try daemon.stop()
    }
}
