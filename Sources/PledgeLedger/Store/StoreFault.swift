/// Why a store can't do what was asked. Each names the file or the thing, and what would be right.
public enum StoreFault: Error, Sendable, CustomStringConvertible {
    /// The file is not a store of this program.
    case notOurs(path: String)
    /// A later version of this program wrote it.
    case newer(path: String)
    case missing(path: String)
    case readOnly(path: String)
    case full(path: String)
    /// An earlier version wrote it, and the disk has no room to bring it up to this one.
    case older(path: String)
    /// Another process holds the store's lock.
    case busy(path: String)
    case damaged(path: String, detail: String)
    case io(path: String, detail: String)
    case noCollective(CollectiveID)
    case charter(CharterFault)
    /// The store holds a different secret for this collective, or none.
    case secretDiffers(CollectiveID)

    public var description: String {
        switch self {
        case .notOurs(let path): "\(path) is not a pledged store; choose another file or home, or, if it was one, run `pledged check --repair`"
        case .newer(let path): "\(path) was written by a newer pledged; upgrade this program to open it"
        case .missing(let path): "there is no store at \(path); `pledged init` makes one"
        case .readOnly(let path): "\(path) is read-only; make it and its folder writable for this user"
        case .full(let path): "the disk that holds \(path) is full; free some space and try again"
        case .older(let path):
            "\(path) is of an earlier version, and the disk has no room to bring it up to this one, before which nothing of it can be "
                + "shown; free some space and try again"
        case .busy(let path): "\(path) is in use by another pledged process for too long; try again"
        case .damaged(let path, let detail): "\(path) is damaged (\(detail)); run `pledged check --repair`"
        case .io(let path, let detail): "\(path): \(detail)"
        case .noCollective(let id): "collective \(id.hex.prefix(12)) is not in this store; `pledged join` adds one"
        case .charter(let fault): fault.description
        case .secretDiffers(let id):
            "collective \(id.hex.prefix(12)) is here already with another secret; check which link is right"
        }
    }
}
