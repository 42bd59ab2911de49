import Foundation

/// Waiting for the signals that a daemon heeds. One that comes at any time after `catchAll` is noticed:
/// its handler writes to a pipe that `next` reads.
enum Signals {
    /// What somebody outside wants of the daemon.
    enum Wish {
        case end
        /// Read the configuration again.
        case reload
        /// Begin anew in this process's place.
        case again
    }

    /// Written once, before any signal is caught.
    nonisolated(unsafe) private static var pipe: [Int32] = [-1, -1]
    private static let numbers = [SIGTERM, SIGINT, SIGHUP]

    /// From now on none of them ends the process by itself.
    static func catchAll() {
        guard pipe[0] < 0, Glibc.pipe(&pipe) == 0 else { return }
        var unblocked = sigset_t()
        sigemptyset(&unblocked)
        for number in numbers {
            signal(number) { number in
                var byte = UInt8(truncatingIfNeeded: number)
                _ = write(Signals.pipe[1], &byte, 1)
            }
            sigaddset(&unblocked, number)
        }
        // Whoever started the program may have blocked them.
        pthread_sigmask(SIG_UNBLOCK, &unblocked, nil)
    }

    /// From now on the end of standard input is as good as a SIGTERM.
    static func endWithInput() {
        catchAll()
        Thread.detachNewThread {
            var byte: UInt8 = 0
            while read(STDIN_FILENO, &byte, 1) > 0 {}
            byte = UInt8(SIGTERM)
            _ = write(Signals.pipe[1], &byte, 1)
        }
    }

    /// Has whoever waits begin anew.
    static func askAgain() {
        catchAll()
        var byte = UInt8(SIGUSR1)
        _ = write(pipe[1], &byte, 1)
    }

    /// Blocks until one that ends has come, for what has nothing to reload.
    static func waitForEnd() { while next() != .end {} }

    /// Somebody at a terminal hangs up to end a program; a service manager, to have it reload.
    private static let isAtTerminal = isatty(STDIN_FILENO) == 1

    /// Blocks until one of them has come. After one that ends, a second ends the process at once.
    static func next() -> Wish {
        catchAll()
        var byte: UInt8 = 0
        while read(pipe[0], &byte, 1) < 0, errno == EINTR {}
        if Int32(byte) == SIGUSR1 { return .again }
        if Int32(byte) == SIGHUP, !isAtTerminal { return .reload }
        for number in numbers { signal(number, SIG_DFL) }
        return .end
    }
}
