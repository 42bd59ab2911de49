import PledgeLedger

/// A home for a node alone, as a service has it: a node key and a store, and nobody's own key.
struct NodeHome {
    let home: Home

    /// Makes what is missing; what is there stays as it is.
    /// - Returns: the node's key, and whether it is new.
    func make() throws -> (node: PublicKey, isNew: Bool) {
        let isNew = !home.has(home.nodeKeyPath)
        if isNew {
            guard let key = SigningKey.generate() else {
                throw CommandFault(.notNow, "no key could be made: libsodium failed")
            }
            try KeyFile.node.create(key, at: home.nodeKeyPath)
        }
        let node = try home.nodeKey().publicKey
        // A store of an earlier version is brought up to this one.
        try Store(at: home.storePath, missing: home.has(home.storePath) ? .refuse : .create).close()
        return (node, isNew)
    }
}
