import Foundation
import PledgeLedger

/// A home: who can read it, its configuration, its store and what was signed in it.
struct HomeCheckups {
    let home: Home

    /// Files that nobody else may read.
    func permissions() -> Checkup {
        do {
            _ = try home.nodeKey()
            if home.has(home.authorKeyPath) { _ = try home.authorKey() }
            for path in [home.storePath, home.marksPath] where home.has(path) {
                guard access(path, R_OK | W_OK) == 0 else {
                    return Checkup(
                        "permissions", .fault, "\(path) can't be read and written by this user",
                        remedy: "make it yours: `chown -R \(Self.user) \(home.path)`")
                }
            }
            return Checkup("permissions", .fine, "\(home.path) and its keys are this user's alone")
        } catch {
            return Self.failed("permissions", error, remedy: "do what the line says, then ask again")
        }
    }

    /// A home that others can get at: nothing more of it is looked at.
    static func unsafe(_ fault: HomeFault) -> Checkup {
        failed("permissions", fault, remedy: "do what the line says, then ask again for the rest")
    }

    /// What can't be looked at is a fault of its own, and the rest is looked at all the same.
    private static func failed(_ name: String, _ error: any Error, remedy: String) -> Checkup {
        Checkup(name, .fault, Failure(error)?.line ?? "\(error)", remedy: remedy)
    }

    private static var user: String { getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "\(geteuid())" }

    /// - Parameter configuration: what reading it came to.
    static func configuration(_ configuration: Result<Configuration, CommandFault>) -> Checkup {
        switch configuration {
        case .success(let found):
            Checkup("configuration", .fine, found.path.map { "\($0) reads well" } ?? "no file; every option as usual")
        case .failure(let fault):
            Checkup("configuration", .fault, fault.description, remedy: "`pledged config --example` shows a file that is right")
        }
    }

    /// The store: whether it opens, and what SQLite finds in its file; nil where nothing more can be read of it.
    func store() -> (checkup: Checkup, store: Store?) {
        var opened: Store?
        do {
            try StoreAudit.refuseEmpty(home.storePath)
            let store = try Store(at: home.storePath)
            opened = store
            guard let finding = try StoreAudit(store).fileFindings().first else {
                return (Self.whole(try store.collectives()), store)
            }
            try? store.close()
            return (Checkup("store", .fault, "damaged: \(finding.detail)", remedy: Self.repair), nil)
        } catch {
            try? opened?.close()
            return (Self.failed("store", error, remedy: "do what the line says, or \(Self.repair)"), nil)
        }
    }

    private static let repair = "stop the node, then `pledged check --repair`"

    private static func whole(_ rows: [CollectiveRow]) -> Checkup {
        if let partial = rows.first(where: \.isPartial) {
            return Checkup(
                "store", .warning, "collective \(partial.id.short) has reached a bound of this node, which holds part of it",
                remedy: "see `pledged status --limits`; a larger node has to hold the whole")
        }
        let entries = rows.reduce(UInt64(0)) { $0 + $1.entries }
        return Checkup(
            "store", .fine, "whole as a file: \(Count.words(entries, "entry", "entries")) in "
                + Count.words(rows.count, "collective", "collectives") + "; `pledged check` verifies every signature")
    }

    /// Forks in every collective, one's own first of all.
    func forks(_ store: Store) -> [Checkup] {
        do { return try readForks(store) } catch {
            return [Self.failed("forks", error, remedy: "do what the line says, or \(Self.repair)")]
        }
    }

    private func readForks(_ store: Store) throws -> [Checkup] {
        // A key that can't be read is said elsewhere.
        let own = try? home.owner()
        var checkups: [Checkup] = [], count: UInt64 = 0
        for row in try store.collectives() {
            count += UInt64(try store.counts(in: row.id).forks)
            guard let own, let head = try store.feed(of: own, in: row.id)?.head, head.fork > 0 else { continue }
            checkups.append(Checkup(
                "forks", .fault, "your own key signed two entries at one place in collective \(row.id.short)",
                remedy: "what it signs from there on counts for nothing; begin anew with `pledged init --home DIR`, and ask for vouches"))
        }
        guard count > 0 else { return [Checkup("forks", .fine, "nobody signed two stories")] }
        return checkups + [Checkup(
            "forks", .warning, "\(Count.words(count, "author", "authors")) signed two stories; neither counts",
            remedy: "`pledged list forks` shows who; ask them")]
    }

    /// Whether the owner can sign here without forking; nothing where nobody's key is here.
    func marks(_ store: Store) -> [Checkup] {
        guard home.has(home.authorKeyPath) else { return [] }
        do { return [try readMarks(store)] } catch {
            return [Self.failed("signing", error, remedy: "do what the line says, then ask again")]
        }
    }

    private func readMarks(_ store: Store) throws -> Checkup {
        let key = try home.authorKey().publicKey
        for row in try store.collectives() {
            guard case .doubtful(let doubt) = try MarkStanding(of: key, in: row.id, store, marks: home.marksPath),
                try !MarkStanding.isConfirmed(key, in: row.id, store, marks: home.marksPath)
            else { continue }
            return Checkup(
                "signing", .warning, "collective \(row.id.short): \(doubt)",
                remedy: "`pledged sync HOST:PORT` with a node that was there all along")
        }
        return Checkup("signing", .fine, "this is where your key signed last")
    }
}
