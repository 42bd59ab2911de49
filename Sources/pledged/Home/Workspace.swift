import PledgeLedger

/// An open home with its store: what a command works on.
struct Workspace {
    let home: Home
    let store: Store

    /// The collective that a prefix names, or the current one.
    func collective(_ prefix: String?) throws -> CollectiveRow {
        let id = try prefix.map(collectiveID) ?? currentID()
        guard let row = try store.collective(id) else { throw StoreFault.noCollective(id) }
        return row
    }

    /// The same, where its charter must be here.
    func chartered(_ prefix: String?) throws -> CharteredCollective {
        let row = try collective(prefix)
        guard let charter = row.charter else {
            throw CommandFault(
                .notNow, "the charter of collective \(row.id.short) has not arrived yet: run `pledged serve` or "
                    + "`pledged sync HOST:PORT`")
        }
        return CharteredCollective(row: row, charter: charter)
    }

    private func currentID() throws -> CollectiveID {
        if let id = try home.current() { return id }
        throw CommandFault(
            .missing, "you are in no collective yet; `pledged found NAME` begins one, `pledged join LINK` joins one")
    }

    /// The one collective of this store whose id begins so.
    func collectiveID(_ text: String) throws -> CollectiveID {
        let prefix = try Self.prefix(text)
        let found = try store.findCollectives(prefix)
        guard let id = found.first else {
            throw CommandFault(.missing, "no collective here begins with \(prefix); `pledged status` lists them")
        }
        guard found.count == 1 else {
            throw Self.ambiguous(prefix, try found.map { "\($0.short) (\(try name(of: $0)))" })
        }
        return id
    }

    /// What a collective calls itself, made safe to show.
    func name(of id: CollectiveID) throws -> String {
        try CollectiveStatus.name(of: id, in: store)
    }

    static func prefix(_ text: String) throws -> IDPrefix {
        guard let prefix = IDPrefix(text) else {
            throw CommandFault(
                .badData, "\(SafeText.quoted(text)) is no id; write its first 6 or more digits, each 0-9 or a-f")
        }
        return prefix
    }

    static func ambiguous(_ prefix: IDPrefix, _ candidates: [String]) -> CommandFault {
        CommandFault(.badData, "\(prefix) could be any of: \(candidates.joined(separator: ", ")); write more digits")
    }
}

/// A collective with its charter.
struct CharteredCollective {
    let row: CollectiveRow
    let charter: Charter

    var id: CollectiveID { row.id }
}

extension EntryID {
    /// The digits that people are shown.
    var short: String { String(hex.prefix(12)) }
}
