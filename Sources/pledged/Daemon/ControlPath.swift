import Foundation
import PledgeLedger

/// Where a home's control socket is. Paths of sockets are short: a longer one moves to the runtime folder.
enum ControlPath {
    private static let longest = 107

    static func of(_ home: Home) -> String {
        let path = home.socketPath
        guard path.utf8.count > longest else { return path }
        let runtime = ProcessInfo.processInfo.environment["XDG_RUNTIME_DIR"] ?? "/tmp"
        return "\(runtime)/pledged-\(SHA256.hash(Array(path.utf8)).hex.prefix(32)).sock"
    }
}
