import GRDB

/// Where a node of a collective was said to listen.
public struct KnownPeer: Hashable, Sendable {
    /// `HOST:PORT`.
    public var address: String
    /// The collective in whose invitation it stood; nil when it stood in none.
    public var collective: CollectiveID?
    /// When it was added, in milliseconds since the Unix epoch.
    public var added: UInt64
}

extension Store {
    /// Notes an address to dial; one that is there already is left as it is.
    public func addPeer(_ address: String, of collective: CollectiveID? = nil, now: UInt64) throws {
        try write(.normal) { database in
            try database.execute(
                sql: "INSERT OR IGNORE INTO peer (address, collective, added) VALUES (?, ?, ?)",
                arguments: [address, collective.map(\.data), Int64(clamping: now)])
        }
    }

    /// Addresses to dial, in the order in which they came.
    public func peers() throws -> [KnownPeer] {
        try read { database in
            var peers: [KnownPeer] = []
            try Prepared(database, "SELECT address, collective, added FROM peer ORDER BY added, address").each {
                peers.append(KnownPeer(
                    address: $0.text(0), collective: $0.isNull(1) ? nil : $0.value(1), added: $0.uint(2)))
                return true
            }
            return peers
        }
    }

    /// Forgets an address. - Returns: whether it was there.
    @discardableResult
    public func removePeer(_ address: String) throws -> Bool {
        try write(.normal) { database in
            try database.execute(sql: "DELETE FROM peer WHERE address = ?", arguments: [address])
            return database.changesCount > 0
        }
    }
}
