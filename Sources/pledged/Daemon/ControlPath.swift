import Foundation
import PledgeLedger

/// Where a home's sockets are. Paths of sockets are short: a longer one moves to the runtime folder.
enum ControlPath {
    private static let longest = 107

    static func of(_ home: Home) -> String { short(home.socketPath) }

    /// The socket of the page.
    static func web(_ home: Home) -> String { short(home.webSocketPath) }

    private static func short(_ path: String) -> String {
        guard path.utf8.count > longest else { return path }
        let runtime = ProcessInfo.processInfo.environment["XDG_RUNTIME_DIR"] ?? "/tmp"
        return "\(runtime)/pledged-\(SHA256.hash(Array(path.utf8)).hex.prefix(32)).sock"
    }
}
