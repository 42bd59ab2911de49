import PledgeLedger

/// The frontier tree with a million feeds.
enum FrontierBench {
    static let feeds = 1_000_000

    static func heads() -> [Head] {
        (0..<feeds).map { index in
            let author = SHA256.hash(Array("author \(index)".utf8)), id = SHA256.hash(Array("id \(index)".utf8))
            return Head(author: PublicKey(author.raw), stop: UInt64(index % 50 + 1), id: EntryID(id.raw))
        }
    }

    static func run(_ folder: Scratch) throws {
        let collective = CollectiveID(SHA256.hash([1]).raw)
        let before = Memory.megabytes("VmRSS")
        var tree = FrontierTree(collective: collective, heads: (0..<feeds).lazy.map { index in
            let author = SHA256.hash(Array("author \(index)".utf8)), id = SHA256.hash(Array("id \(index)".utf8))
            return Head(author: PublicKey(author.raw), stop: UInt64(index % 50 + 1), id: EntryID(id.raw))
        })
        _ = tree.root()
        Figure.print("frontier tree of 1,000,000 feeds", Memory.megabytes("VmRSS") - before, "MB", .atMost(200))
        var rounds: [Double] = []
        for index in 0..<20_000 {
            let author = SHA256.hash(Array("author \((index * 7_919) % feeds)".utf8))
            let id = SHA256.hash(Array("next \(index)".utf8))
            let head = Head(author: PublicKey(author.raw), stop: 100, id: EntryID(id.raw))
            rounds.append(seconds {
                tree.update(head)
                _ = tree.root()
            } * 1_000_000)
        }
        Figure.print("update of one feed with its root, median", median(rounds), "us", .atMost(20))
    }
}
