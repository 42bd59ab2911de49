import Foundation
import Testing

/// A run of the program on a terminal of its own, as a person has it: it is asked, types, presses keys.
final class PledgedTerminal {
    private let master: Int32
    private let process: pid_t
    private var status: Int32?
    private(set) var screen = ""
    /// How much of the screen was there when something was last typed.
    private var before = 0

    convenience init(_ home: PledgedHome, _ arguments: String...) throws { try self.init(home, arguments) }

    /// - Parameter home: whose home it runs in.
    init(_ home: PledgedHome, _ arguments: [String]) throws {
        // Linux's own calls (ioctl_tty(2)): unlock the terminal, then ask for its number.
        let unlock: UInt = 0x4004_5431, askNumber: UInt = 0x8004_5430
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var locked: Int32 = 0, number: Int32 = 0
        try #require(master >= 0 && ioctl(master, unlock, &locked) == 0 && ioctl(master, askNumber, &number) == 0)
        let name = "/dev/pts/\(number)"
        var actions = posix_spawn_file_actions_t(), attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        // POSIX_SPAWN_SETSID: a session's first terminal is the one whose keys send its signals. And
        // POSIX_SPAWN_SETSIGDEF and _SETSIGMASK: tests that run in the background ignore Ctrl-C, and the threads
        // that they run on hold signals back.
        posix_spawnattr_setflags(&attributes, 0x80 | 0x04 | 0x08)
        var interrupt = sigset_t()
        sigemptyset(&interrupt)
        posix_spawnattr_setsigmask(&attributes, &interrupt)
        sigaddset(&interrupt, SIGINT)
        posix_spawnattr_setsigdefault(&attributes, &interrupt)
        posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
        for file in [1, 2] as [Int32] { posix_spawn_file_actions_adddup2(&actions, 0, file) }
        posix_spawn_file_actions_addclose(&actions, master)
        let words = ([PledgedProcess.program] + arguments).map { strdup($0) } + [nil]
        let environment = home.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + environment { free(text) } }
        var process: pid_t = 0
        let failed = posix_spawn(&process, PledgedProcess.program, &actions, &attributes, words, environment)
        try #require(failed == 0)
        self.process = process
        _ = fcntl(master, F_SETFL, O_NONBLOCK)
    }

    deinit {
        if status == nil {
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
        }
        close(master)
    }

    /// Waits until the screen ends with these words, as a question does.
    func expect(_ words: String, location: SourceLocation = #_sourceLocation) throws {
        try eventually("\(words) on the screen: \(screen)") {
            look()
            return screen.dropFirst(before).hasSuffix(words)
        }
    }

    /// Waits for a question and answers it.
    func answer(_ question: String, _ words: String) throws {
        try expect(question)
        type("\(words)\n")
    }

    func type(_ keys: String) {
        before = screen.count
        let bytes = Array(keys.utf8)
        _ = write(master, bytes, bytes.count)
    }

    /// Waits for the end. - Returns: the exit code; 128 and the signal's number where a signal ended it.
    func end() throws -> Int32 {
        try eventually("the end: \(screen)") {
            look()
            var status: Int32 = 0
            guard waitpid(process, &status, WNOHANG) == process else { return false }
            self.status = status
            return true
        }
        look()
        let status = try #require(status), signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal
    }

    private func look() {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = read(master, &buffer, buffer.count)
            guard count > 0 else { return }
            screen += String(decoding: buffer.prefix(count), as: UTF8.self).replacing("\r\n", with: "\n")
        }
    }
}
