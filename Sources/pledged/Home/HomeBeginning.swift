import PledgeLedger

/// What `init` has to make in a home, by what lies in it already.
struct HomeBeginning {
    let home: Home
    /// Whether the author's key is here, to be left as it is.
    let isKeyHere: Bool
    /// Whether that key is here and its store is not: it may have signed elsewhere.
    let isTakingUp: Bool

    /// - Throws: ``HomeFault`` where a home is complete, and where its key is lost and no new one is wanted.
    init(_ home: Home, newKey: Bool) throws {
        self.home = home
        isKeyHere = home.has(home.authorKeyPath)
        let isOwned = try Self.owner(of: home) != nil
        isTakingUp = isKeyHere && !isOwned
        if isKeyHere {
            if newKey || (isOwned && home.has(home.nodeKeyPath)) { throw HomeFault.exists(home.path) }
            _ = try home.authorKey()
        } else if isOwned || home.has(home.marksPath), !newKey {
            throw HomeFault.keyLost(home.authorKeyPath)
        }
    }

    private static func owner(of home: Home) throws -> PublicKey? {
        guard home.has(home.storePath) else { return nil }
        let store = try Store(at: home.storePath)
        defer { try? store.close() }
        return try store.owner()
    }

    struct Made {
        let author: PublicKey
        let node: PublicKey
        /// Where the marks of a lost key are now.
        let marksAside: String?
    }

    func make(alias: String?) throws -> Made {
        if isTakingUp { try home.noteTakenUp() }
        if !home.has(home.nodeKeyPath) { try KeyFile.node.create(try Self.newKey(), at: home.nodeKeyPath) }
        let node = try home.nodeKey()
        let store = try Store(at: home.storePath, missing: .create)
        defer { try? store.close() }
        if let alias { try home.setAlias(alias) }
        let marksAside = isKeyHere ? nil : try home.setMarksAside()
        // The author's key comes last: a home that has it is complete, one without it can be begun again.
        if !isKeyHere {
            try KeyFile.author.create(try Self.newKey(), at: home.authorKeyPath)
            try Signer.noteMade(marks: home.marksPath, beside: store)
        }
        try home.makeMarks()
        let author = try home.authorKey().publicKey
        if try store.owner() != author { try store.setOwner(author) }
        return Made(author: author, node: node.publicKey, marksAside: marksAside)
    }

    private static func newKey() throws -> SigningKey {
        guard let key = SigningKey.generate() else {
            throw CommandFault(.notNow, "no key could be made: libsodium failed")
        }
        return key
    }
}
