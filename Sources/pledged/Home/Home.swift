import Foundation
import PledgeLedger

/// The folder that is one person's: keys, store, marks and small choices. Nobody else may look into it.
package struct Home: Sendable, Hashable {
    package let path: String

    package var storePath: String { file("ledger.sqlite") }
    package var marksPath: String { file("marks") }
    package var authorKeyPath: String { file("author.key") }
    package var nodeKeyPath: String { file("node.key") }
    package var socketPath: String { file("control.sock") }
    private var currentPath: String { file("current") }
    private var profilePath: String { file("profile") }

    private func file(_ name: String) -> String { "\(path)/\(name)" }

    /// A home that is there.
    /// - Throws: ``HomeFault`` when it is missing, or others can look into it.
    package init(opening path: String) throws(HomeFault) {
        self.path = path
        try Home.checkFolder(path)
    }

    /// A new home, or an empty folder turned into one.
    /// - Throws: ``HomeFault``
    package init(creating path: String) throws(HomeFault) {
        self.path = path
        let parent = (path as NSString).deletingLastPathComponent
        if !parent.isEmpty {
            try? FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        }
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw Home.fault(path, errno) }
        try Home.checkFolder(path)
        if access(authorKeyPath, F_OK) == 0 { throw .exists(path) }
    }

    private static func checkFolder(_ path: String) throws(HomeFault) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw fault(path, errno) }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw .notAFolder(path) }
        guard status.st_uid == geteuid() else { throw .notOwned(path) }
        guard status.st_mode & 0o077 == 0 else { throw .readableByOthers(path, isFolder: true) }
    }

    private static func fault(_ path: String, _ code: Int32) -> HomeFault {
        switch code {
        case ENOENT: .missing(path)
        case ENOTDIR: .notAFolder(path)
        case EACCES, EPERM, EROFS: .notAllowed(path)
        default: .io(path, String(cString: strerror(code)))
        }
    }

    /// The key that signs what this person says.
    package func authorKey() throws -> SigningKey { try KeyFile.author.read(authorKeyPath) }

    /// The key of the daemon, which signs no entries.
    package func nodeKey() throws -> SigningKey { try KeyFile.node.read(nodeKeyPath) }

    package var hasNodeKey: Bool { access(nodeKeyPath, F_OK) == 0 }

    /// The collective that commands mean where none is named; nil before the first.
    package func current() throws -> CollectiveID? {
        guard let text = try read(currentPath) else { return nil }
        guard let id = CollectiveID(hex: text) else {
            throw HomeFault.damaged(
                currentPath, "it should hold a collective's 64 hex digits; choose one with `pledged use ID`")
        }
        return id
    }

    package func setCurrent(_ id: CollectiveID) throws {
        try DurableFile.write(Array("\(id.hex)\n".utf8), to: currentPath, mode: 0o600)
    }

    /// What this person goes by in collectives they come to; nil for nothing.
    package func alias() throws -> String? { try read(profilePath) }

    package func setAlias(_ alias: String) throws {
        try DurableFile.write(Array("\(alias)\n".utf8), to: profilePath, mode: 0o600)
    }

    /// The first line of a small file; nil when there is none.
    private func read(_ path: String) throws(HomeFault) -> String? {
        guard let data = FileManager.default.contents(atPath: path) else {
            if errno == EACCES { throw .notAllowed(path) }
            return nil
        }
        guard data.count <= 4_096, let text = String(validating: data, as: UTF8.self) else {
            throw .damaged(path, "it should hold one line of text")
        }
        let line = text.prefix { !$0.isNewline }
        return line.isEmpty ? nil : String(line)
    }
}
