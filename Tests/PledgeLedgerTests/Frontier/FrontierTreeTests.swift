import PledgeLedger
import Testing

@Suite struct FrontierTreeTests {
    /// Feeds that a short script in another language can make too.
    private func plainHeads(_ count: Int) -> [Head] {
        (0..<count).map { index in
            let byte = UInt8(truncatingIfNeeded: index)
            return Head(
                author: PublicKey(bytes: [UInt8](repeating: byte, count: 32)) ?? .zero, stop: UInt64(index),
                id: index == 0 ? .zero : EntryID(bytes: [UInt8](repeating: 255 - byte, count: 32)) ?? .zero,
                fork: UInt64(index % 3), rank: byte)
        }
    }

    private let plainCollective = CollectiveID(bytes: Array(0..<32)) ?? .zero

    // Worked out with Python's hashlib from the definition.
    @Test(arguments: [
        (0, "20cd52df4ba0bf2c400b668eec8a7c165bb28b593b291d436c7fed404288b298"),
        (1, "5059b209d00377738b34d7f1b62d651b116eff05ba69c97d4bb14b62ac890ec9"),
        (2, "67da6462466b8618302a25d50941db3ab58d1fc5434bf75f4e438b255ee77853"),
        (100, "7a92b5e8825599241996ad7da52c62841b6c27a5e225be7bb235911a763bcde4"),
    ])
    func rootsWorkedOutElsewhere(count: Int, root: String) {
        let tree = FrontierTree(collective: plainCollective, heads: plainHeads(count))
        #expect(tree.root().hex == root)
        #expect(tree.count == count)
    }

    @Test(arguments: FrontierDraw.Keys.allCases)
    func rootIsTheReferences(keys: FrontierDraw.Keys) {
        for seed in 1...12 as ClosedRange<UInt64> {
            var draw = FrontierDraw(seed: seed)
            let authors = draw.authors(Int.random(in: 0...(seed == 12 ? 600 : 60), using: &draw))
            var reference = FrontierReference(collective: CollectiveID(draw.digest().raw), key: keys.function)
            for author in authors { reference.heads[author] = draw.head(author) }
            let tree = FrontierTree(
                collective: reference.collective, heads: reference.heads.values, key: keys.function)
            #expect(tree.root() == reference.root, "\(keys), seed \(seed)")
            #expect(tree.count == authors.count)
            #expect(authors.allSatisfy { tree.head(of: $0) == reference.heads[$0] })
            #expect(tree.head(of: draw.author()) == nil)
        }
    }

    @Test(arguments: FrontierDraw.Keys.allCases)
    func noOrderOfChangesMatters(keys: FrontierDraw.Keys) {
        for seed in 1...12 as ClosedRange<UInt64> {
            var draw = FrontierDraw(seed: seed)
            let heads = draw.authors(80).map { draw.head($0) }
            let bulk = FrontierTree(collective: .zero, heads: heads, key: keys.function)
            var tree = FrontierTree(collective: .zero, key: keys.function)
            let passing = draw.authors(40).map { draw.head($0) }
            for head in (passing + heads).shuffled(using: &draw) {
                var early = head
                early.stop += 1
                tree.update(early)
            }
            for author in passing.map(\.author).shuffled(using: &draw) { tree.remove(author) }
            for head in heads.shuffled(using: &draw) { tree.update(head) }
            #expect(tree.root() == bulk.root(), "\(keys), seed \(seed)")
            #expect(tree.count == bulk.count)
            #expect(tree.ranks == bulk.ranks)
        }
    }

    @Test func theLastOfRepeatedAuthorsCounts() {
        var draw = FrontierDraw(seed: 9)
        let authors = draw.authors(50)
        let heads = (0..<400).map { _ in draw.head(authors.randomElement(using: &draw) ?? .zero) }
        let bulk = FrontierTree(collective: .zero, heads: heads)
        var tree = FrontierTree(collective: .zero)
        for head in heads { tree.update(head) }
        #expect(bulk.root() == tree.root())
        #expect(bulk.count == Set(heads.map(\.author)).count)
        #expect((0...255).allSatisfy { bulk.count(rank: $0) == tree.count(rank: $0) })
    }

    @Test func everythingButTheRankIsInTheRoot() {
        var draw = FrontierDraw(seed: 10)
        let heads = draw.authors(20).map { draw.head($0) }
        let root = FrontierTree(collective: .zero, heads: heads).root()
        func changed(_ change: (inout Head) -> Void) -> Digest {
            var heads = heads
            change(&heads[7])
            return FrontierTree(collective: .zero, heads: heads).root()
        }
        #expect(changed { $0.rank &+= 1 } == root)
        #expect(changed { $0.stop += 1 } != root)
        #expect(changed { $0.fork += 1 } != root)
        #expect(changed { $0.id = EntryID($0.author.raw) } != root)
        #expect(changed { $0.author = PublicKey($0.id.raw) } != root)
        #expect(FrontierTree(collective: CollectiveID(root.raw), heads: heads).root() != root)
    }
}
