/// Why a home can't be used. Each names the file and what would be right.
package enum HomeFault: Error, Equatable, Sendable, CustomStringConvertible {
    case missing(String)
    case keyMissing(String)
    case nodeKeyMissing(String)
    case exists(String)
    /// Somebody's store and marks are here, without the key that they belong to.
    case keyLost(String)
    case notMade(String)
    case readableByOthers(String, isFolder: Bool)
    case notOwned(String)
    case isLink(String)
    case notAllowed(String)
    case notAFolder(String)
    case damaged(String, String)
    case io(String, String)

    package var description: String {
        switch self {
        case .missing(let path): "there is no home at \(path); `pledged init` makes one"
        case .keyMissing(let path):
            "there is no key at \(path); put it back from your copy, or see `pledged init --help` for a new one"
        case .nodeKeyMissing(let path): "there is no node key at \(path); `pledged init` makes a new one"
        case .exists(let path):
            "\(path) holds a key already, which is left alone; choose another --home for a second one"
        case .keyLost(let path):
            "there is no key at \(path), but a ledger that somebody signed on; put the key back from your copy, "
                + "or --new-key begins anew as somebody else"
        case .notMade(let path): "no folder can be made at \(path); choose another --home"
        case .readableByOthers(let path, let isFolder):
            "other users can get at \(path), which must be yours alone; run `chmod \(isFolder ? "700" : "600") \(path)`"
        case .notOwned(let path): "\(path) belongs to another user; run pledged as its owner, or choose another --home"
        case .isLink(let path): "\(path) is a link or no plain file; keys are read from plain files in the home alone"
        case .notAllowed(let path): "\(path) can't be read or written by this user; choose another --home"
        case .notAFolder(let path): "\(path) is not a folder; choose another --home"
        case .damaged(let path, let detail): "\(path) is damaged: \(detail)"
        case .io(let path, let detail): "\(path): \(detail)"
        }
    }
}
