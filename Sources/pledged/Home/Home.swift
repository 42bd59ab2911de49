import Foundation
import PledgeLedger

/// The folder that is one person's: keys, store, marks and small choices. Nobody else may look into it.
package struct Home: Sendable, Hashable {
    package let path: String

    package var storePath: String { file("ledger.sqlite") }
    package var marksPath: String { file("marks") }
    package var authorKeyPath: String { file("author.key") }
    package var nodeKeyPath: String { file("node.key") }
    package var bookPath: String { file("addresses.json") }
    package var socketPath: String { file("control.sock") }
    package var configPath: String { file("config.yaml") }
    package var webSocketPath: String { file("web.sock") }
    private var currentPath: String { file("current") }
    private var profilePath: String { file("profile") }

    private func file(_ name: String) -> String { "\(path)/\(name)" }

    /// A home that is there.
    /// - Throws: ``HomeFault`` when it is missing, or others can look into it.
    package init(opening path: String) throws(HomeFault) {
        self.path = path
        try Home.checkFolder(path)
    }

    /// A home whose folder is made where it is missing; what lies in it stays as it is.
    /// - Throws: ``HomeFault``
    package init(creating path: String) throws(HomeFault) {
        self.path = path
        try? FileManager.default.createDirectory(
            atPath: DurableFile.folder(of: path), withIntermediateDirectories: true)
        if mkdir(path, 0o700) != 0, errno != EEXIST {
            let code = errno
            // The folder above it is missing still: it is in a place where nobody can make folders.
            throw code == ENOENT ? .notMade(path) : Home.fault(path, code)
        }
        try Home.checkFolder(path)
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

    /// Whose home it is; nil for a node that has nobody's key.
    func owner() throws -> PublicKey? { has(authorKeyPath) ? try authorKey().publicKey : nil }

    /// The key that signs what this person says.
    package func authorKey() throws -> SigningKey { try KeyFile.author.read(authorKeyPath) }

    /// The key of the daemon, which signs no entries.
    package func nodeKey() throws(HomeFault) -> SigningKey {
        guard has(nodeKeyPath) else { throw .nodeKeyMissing(nodeKeyPath) }
        return try KeyFile.node.read(nodeKeyPath)
    }

    /// Whether something of this name is in the home, if only a broken link.
    package func has(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// Remembers, beside the key, that it came from a copy: it may have signed where this home has no mark.
    package func noteTakenUp() throws { try makeMarks("taken-up", "sign.lock") }

    /// Makes the folder of marks and the signer's lock in it, where they are missing: a peer's word counts
    /// only where the folder has not changed since, so that they have to be there before it is given. A key
    /// without its marks came here alone.
    package func makeMarks() throws {
        if has(authorKeyPath), !has(marksPath) { try noteTakenUp() } else { try makeMarks("sign.lock") }
    }

    private func makeMarks(_ names: String...) throws {
        if mkdir(marksPath, 0o700) != 0, errno != EEXIST { throw StoreFault.system(path: marksPath, code: errno) }
        for name in names where !has("\(marksPath)/\(name)") {
            try DurableFile.create([], at: "\(marksPath)/\(name)", mode: 0o600)
        }
    }

    /// Puts the marks of another key out of the way, under a name that is free.
    /// - Returns: where they are now; nil when there were none.
    package func setMarksAside() throws -> String? {
        guard has(marksPath) else { return nil }
        var number = 1
        while has("\(marksPath).\(number)") { number += 1 }
        let aside = "\(marksPath).\(number)"
        guard rename(marksPath, aside) == 0 else { throw StoreFault.system(path: marksPath, code: errno) }
        return aside
    }

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
