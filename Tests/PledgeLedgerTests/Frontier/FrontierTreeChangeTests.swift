import PledgeLedger
import Testing

@Suite struct FrontierTreeChangeTests {
    /// A tree and the reference beside it, changed alike.
    private struct Pair {
        var tree: FrontierTree
        var reference: FrontierReference

        init(_ keys: FrontierDraw.Keys) {
            tree = FrontierTree(collective: .zero, key: keys.function)
            reference = FrontierReference(collective: .zero, key: keys.function)
        }

        mutating func expect(_ change: FrontierChange) {
            switch change {
            case .update(let head): reference.heads[head.author] = head
            case .remove(let author): reference.heads[author] = nil
            }
        }
    }

    private func change(_ draw: inout FrontierDraw, _ authors: [PublicKey]) -> FrontierChange {
        let author = authors.randomElement(using: &draw) ?? .zero
        return Bool.random(using: &draw) ? .update(draw.head(author)) : .remove(author)
    }

    @Test(arguments: FrontierDraw.Keys.allCases)
    func everyHashIsFreshAfterAnyInterleaving(keys: FrontierDraw.Keys) {
        for seed in 1...6 as ClosedRange<UInt64> {
            var draw = FrontierDraw(seed: seed)
            let authors = draw.authors(25)
            var pair = Pair(keys)
            for step in 0..<120 {
                let changes = (0..<Int.random(in: 1...6, using: &draw)).map { _ in change(&draw, authors) }
                changes.forEach { pair.expect($0) }
                if changes.count > 1 {
                    pair.tree.apply(changes)
                } else if case .update(let head) = changes[0] {
                    pair.tree.update(head)
                } else if case .remove(let author) = changes[0] {
                    pair.tree.remove(author)
                }
                // Not the root each time, so that reads of parts come right after changes too.
                let path = draw.path(towards: authors, key: keys.function)
                let got = pair.tree.children(at: path), expected = pair.reference.children(at: path.nibbles)
                let note: Comment = "\(keys), seed \(seed), step \(step), path \(path)"
                #expect(got.hashes == expected.hashes, note)
                if step % 3 == 0 { #expect(pair.tree.root() == pair.reference.root, note) }
                #expect(pair.tree.count == pair.reference.heads.count)
            }
            pair.tree.apply(authors.map { .remove($0) })
            #expect(pair.tree.root() == FrontierTree(collective: .zero).root())
            #expect(pair.tree.ranks.isEmpty)
        }
    }

    @Test(arguments: FrontierDraw.Keys.allCases)
    func removingWhatWasAddedLeavesNoTrace(keys: FrontierDraw.Keys) {
        for seed in 1...20 as ClosedRange<UInt64> {
            var draw = FrontierDraw(seed: seed)
            let authors = draw.authors(30)
            let stay = authors.prefix(Int.random(in: 0...29, using: &draw)).map { draw.head($0) }
            let before = FrontierTree(collective: .zero, heads: stay, key: keys.function)
            var tree = before
            let others = authors.dropFirst(stay.count).shuffled(using: &draw)
            for author in others { tree.update(draw.head(author)) }
            #expect(tree.root() != before.root())
            for author in others.shuffled(using: &draw) { tree.remove(author) }
            #expect(tree.root() == before.root(), "\(keys), seed \(seed)")
            for path in (0..<20).map({ _ in draw.path(towards: authors, key: keys.function) }) {
                #expect(tree.children(at: path) == before.children(at: path), "\(keys), seed \(seed), path \(path)")
            }
        }
    }

    @Test func removingAnUnknownAuthorChangesNothing() {
        var draw = FrontierDraw(seed: 3)
        var tree = FrontierTree(collective: .zero)
        tree.remove(draw.author())
        #expect(tree.count == 0)
        tree = FrontierTree(collective: .zero, heads: draw.authors(40).map { draw.head($0) })
        let root = tree.root()
        for _ in 0..<100 { tree.remove(draw.author()) }
        #expect(tree.count == 40)
        #expect(tree.root() == root)
    }

    @Test func aCopyIsASnapshot() {
        var draw = FrontierDraw(seed: 4)
        let heads = draw.authors(300).map { draw.head($0) }
        var tree = FrontierTree(collective: .zero, heads: heads)
        let snapshot = tree
        let root = tree.root()
        for head in heads.prefix(150) { tree.remove(head.author) }
        for _ in 0..<50 { tree.update(draw.head(draw.author())) }
        #expect(snapshot.root() == root)
        #expect(snapshot.heads(limit: 1000).count == 300)
        #expect(heads.allSatisfy { snapshot.head(of: $0.author) == $0 })
        #expect(tree.count == 200)
    }

    @Test func authorsWhoMeetAtTheVeryLastNibble() {
        var bytes = [UInt8](repeating: 0x5A, count: 32)
        let first = PublicKey(bytes: bytes) ?? .zero
        bytes[31] = 0x5B
        let second = PublicKey(bytes: bytes) ?? .zero
        var pair = Pair(.bytes)
        for change in [first, second].map({ FrontierChange.update(Head(author: $0, stop: 0, id: .zero)) }) {
            pair.tree.apply([change])
            pair.expect(change)
            #expect(pair.tree.root() == pair.reference.root)
        }
        let deepest = TreePath(Digest(first.raw), count: 63)
        #expect(pair.tree.children(at: deepest).leaves == 1 << 0xA | 1 << 0xB)
        #expect(pair.tree.proof(of: second)?.levels.count == 64)
        pair.tree.remove(first)
        pair.expect(.remove(first))
        #expect(pair.tree.root() == pair.reference.root)
        #expect(pair.tree.proof(of: second)?.levels.isEmpty == true)
    }
}
