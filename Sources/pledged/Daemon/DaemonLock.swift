import Foundation
import PledgeLedger

/// One daemon a home: held for as long as the process lives.
final class DaemonLock {
    private let descriptor: Int32

    /// - Throws: ``CommandFault`` when another daemon runs on the home.
    init(_ home: Home) throws {
        let path = "\(home.path)/daemon.lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StoreFault.system(path: path, code: errno)
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw CommandFault(.notNow, "another daemon serves \(home.path) already; stop it first, or choose another --home")
        }
    }

    deinit { close(descriptor) }
}
