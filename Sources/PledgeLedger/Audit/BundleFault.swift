import Foundation

/// Why a file can't be read or written as a bundle. One line, that starts with the file's name.
public enum BundleFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// Something is wrong at a byte, counted from 0.
    case flaw(path: String, byte: UInt64, BundleFlaw)
    case system(path: String, code: Int32)
    case notAFile(path: String)
    /// Nothing is written over a file unless that was asked for.
    case exists(path: String)
    /// The collective was joined by its link, and its charter has not come yet.
    case noCharter(CollectiveID)

    public var description: String {
        switch self {
        case .flaw(let path, let byte, let flaw): "\(path): byte \(byte): \(flaw)"
        case .system(let path, let code): "\(path): \(String(cString: strerror(code)))"
        case .notAFile(let path): "\(path): not a regular file; a bundle is read twice, so copy it to a file first"
        case .exists(let path): "\(path): exists already; choose another name, or say that it may be replaced"
        case .noCharter(let id):
            "collective \(id.hex.prefix(12)) has no charter here yet; sync with a peer that has it first"
        }
    }

    /// The fault of a failed write: a full disk and a read-only place as the store says them.
    static func writing(_ path: String, code: Int32) -> any Error {
        switch code {
        case ENOSPC, EDQUOT, EROFS, EACCES, EPERM: StoreFault.system(path: path, code: code)
        default: BundleFault.system(path: path, code: code)
        }
    }
}

/// What is wrong with a bundle's bytes.
public enum BundleFlaw: Equatable, Sendable, CustomStringConvertible {
    /// The file starts like no bundle.
    case foreign
    /// The file starts like a bundle of another version.
    case otherVersion
    /// A section that this version does not know.
    case newer(section: UInt8)
    /// Something needs more bytes than are left in the file.
    case truncated(String, needs: UInt64, left: UInt64)
    /// Something needs more bytes than are left in its section.
    case overrun(String, needs: UInt64, left: UInt64)
    /// A length outside what its thing may have.
    case length(String, UInt64, allowed: ClosedRange<Int>)
    /// A section that does not ascend, or that should come first.
    case sectionOrder(UInt8)
    case emptySection(UInt8)
    /// Things of a list that do not ascend.
    case order(String)
    /// The charter is not the one that the collective is named for.
    case charter(CollectiveID)
    case feed(BundleFeed)
    /// Bytes of a section that belong to nothing in it.
    case surplus(section: UInt8, UInt64)
    /// Bytes after the end.
    case trailing(UInt64)
    /// The digest at the end is not that of the bytes before it.
    case digest

    public var description: String {
        switch self {
        case .foreign: "not a bundle of pledged"
        case .otherVersion: "a bundle of another version; this program reads version 1"
        case .newer(let section): "section of unknown type \(section); a newer pledged may read this file"
        case .truncated(let what, let needs, let left):
            "\(what) needs \(needs) bytes and the file has \(left) left; it is cut short or damaged"
        case .overrun(let what, let needs, let left):
            "\(what) needs \(needs) bytes and its section has \(left) left"
        case .length(let what, let length, let allowed):
            "\(what) of \(length) bytes; \(allowed.lowerBound)…\(allowed.upperBound) are allowed"
        case .sectionOrder(let section): "section \(section) is out of place; sections come once each, in order, from 1"
        case .emptySection(let section): "section \(section) is empty; it should be left out"
        case .order(let what): "\(what) do not ascend"
        case .charter(let id): "the charter is not that of collective \(id.hex.prefix(12))"
        case .feed(let feed):
            "feed of \(feed.author.hex.prefix(12)) with \(feed.entries) entries and a fork at \(feed.fork); "
                + "it should hold something, and end before its fork"
        case .surplus(let section, let count): "\(count) bytes in section \(section) belong to nothing"
        case .trailing(let count): "\(count) bytes after the end"
        case .digest: "the digest at the end differs from the file's bytes; the file is damaged"
        }
    }
}
