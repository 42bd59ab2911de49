import GRDB

/// Small facts about the store itself.
enum Meta {
    enum Key: String {
        /// Drawn anew whenever the store may have gone back in time.
        case incarnation
        /// Where the daemon listens, for invites.
        case address
        /// Median of dialled peers' clocks less ours, in milliseconds.
        case clockOffset = "clock_offset"
        /// The author who signs on this store, whose feed no waiting room may drop.
        case owner
        /// By which version of the views the computed rows were made.
        case views
    }

    static func read(_ key: Key, _ database: Database) throws -> [UInt8]? {
        try Prepared(database, "SELECT value FROM meta WHERE key = '\(key.rawValue)'").first { $0.bytes(0) }
    }

    static func write(_ key: Key, _ value: [UInt8], _ database: Database) throws {
        try Prepared(database, "INSERT OR REPLACE INTO meta (key, value) VALUES ('\(key.rawValue)', ?)")
            .bind(1, value).run()
    }
}

extension Store {
    static let incarnationLength = 8

    /// Names this store's life: what a peer remembers of it holds for one incarnation only.
    public func incarnation() throws -> [UInt8] {
        try read { try Meta.read(.incarnation, $0) ?? [] }
    }

    /// Starts a new life, after which peers compare everything anew.
    public func renewIncarnation() throws {
        try write(.full) { try Meta.write(.incarnation, Sodium.randomBytes(Store.incarnationLength), $0) }
    }

    /// Where the daemon was last reachable.
    public func advertisedAddress() throws -> String? {
        try read { try Meta.read(.address, $0).map { String(decoding: $0, as: UTF8.self) } }
    }

    public func setAdvertisedAddress(_ address: String) throws {
        try write(.normal) { try Meta.write(.address, Array(address.utf8), $0) }
    }

    /// Median of dialled peers' clocks less ours, in milliseconds; nil while no peer has a say.
    public func clockOffset() throws -> Int64? {
        try read { try Meta.read(.clockOffset, $0).flatMap { Int64(String(decoding: $0, as: UTF8.self)) } }
    }

    public func setClockOffset(_ milliseconds: Int64?) throws {
        try write(.normal) { try Meta.write(.clockOffset, Array((milliseconds.map { String($0) } ?? "").utf8), $0) }
    }

    /// The author who signs on this store.
    public func owner() throws -> PublicKey? {
        try read { try Meta.read(.owner, $0).flatMap { PublicKey(bytes: $0) } }
    }

    public func setOwner(_ author: PublicKey) throws {
        try write(.full) { try Meta.write(.owner, author.bytes, $0) }
    }
}
