import NIOCore

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The operating system's errors that a user can do something about, or that are everyday.
enum SocketTrouble {
    case addressInUse, addressNotLocal, notPermitted
    case refused, timedOut, unreachable, reset

    /// nil for any other error.
    init?(_ error: any Error) {
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE: self = .addressInUse
        case EADDRNOTAVAIL: self = .addressNotLocal
        case EACCES, EPERM: self = .notPermitted
        case ECONNREFUSED: self = .refused
        case ETIMEDOUT: self = .timedOut
        case EHOSTUNREACH, ENETUNREACH: self = .unreachable
        case ECONNRESET, EPIPE: self = .reset
        default: return nil
        }
    }

    /// One line for any error of the network library, in the operating system's own words where it
    /// has a code.
    static func text(_ error: any Error) -> String {
        guard let error = error as? IOError else { return String(describing: error) }
        return strerror(error.errnoCode).map { String(cString: $0) } ?? "system error \(error.errnoCode)"
    }
}
