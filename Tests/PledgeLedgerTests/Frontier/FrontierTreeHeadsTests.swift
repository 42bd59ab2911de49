import PledgeLedger
import Testing

@Suite struct FrontierTreeHeadsTests {
    @Test(arguments: FrontierDraw.Keys.allCases)
    func pagesCoverEveryFeedOnceInKeyOrder(keys: FrontierDraw.Keys) {
        for seed in 1...10 as ClosedRange<UInt64> {
            var draw = FrontierDraw(seed: seed)
            let authors = draw.authors(Int(seed) * 8)
            var reference = FrontierReference(collective: .zero, key: keys.function)
            for author in authors { reference.heads[author] = draw.head(author) }
            let tree = FrontierTree(collective: .zero, heads: reference.heads.values, key: keys.function)
            for _ in 0..<20 {
                let path = draw.path(towards: authors, key: keys.function)
                let rank = (tree.ranks + [1]).randomElement(using: &draw)
                let wanted = Bool.random(using: &draw) ? rank : nil
                let limit = Int.random(in: 1...9, using: &draw)
                var paged: [Head] = [], page: [Head] = []
                repeat {
                    page = tree.heads(under: path, rank: wanted, after: paged.last?.author, limit: limit)
                    #expect(page.count <= limit)
                    paged += page
                } while !page.isEmpty && paged.count <= authors.count
                let expected = reference.sorted(under: path.nibbles).filter { wanted == nil || $0.rank == wanted }
                #expect(paged == expected, "\(keys), seed \(seed), path \(path), rank \(wanted as Any), limit \(limit)")
            }
        }
    }

    @Test(arguments: FrontierDraw.Keys.allCases)
    func anyAuthorIsACursor(keys: FrontierDraw.Keys) {
        for seed in 1...10 as ClosedRange<UInt64> {
            var draw = FrontierDraw(seed: seed)
            let authors = draw.authors(60)
            var reference = FrontierReference(collective: .zero, key: keys.function)
            for author in authors.prefix(40) { reference.heads[author] = draw.head(author) }
            let tree = FrontierTree(collective: .zero, heads: reference.heads.values, key: keys.function)
            for cursor in authors + [draw.author()] {
                let path = draw.path(towards: authors, key: keys.function)
                let expected = reference.sorted(under: path.nibbles)
                    .filter { keys.function(cursor) < keys.function($0.author) }
                let got = tree.heads(under: path, after: cursor, limit: .max)
                #expect(got == expected, "\(keys), seed \(seed), path \(path), after \(cursor)")
            }
        }
    }

    @Test func ranksAreCountedThroughEveryChange() {
        var draw = FrontierDraw(seed: 2)
        let authors = draw.authors(30)
        var tree = FrontierTree(collective: .zero), held: [PublicKey: UInt8] = [:]
        for _ in 0..<400 {
            let author = authors.randomElement(using: &draw) ?? .zero
            if Int.random(in: 0..<3, using: &draw) == 0 {
                tree.remove(author)
                held[author] = nil
            } else {
                let head = draw.head(author)
                tree.update(head)
                held[author] = head.rank
            }
            #expect(tree.ranks == Set(held.values).sorted())
            for rank in tree.ranks {
                #expect(tree.count(rank: rank) == held.values.filter { $0 == rank }.count)
                #expect(tree.heads(rank: rank, limit: .max).count == tree.count(rank: rank))
            }
        }
    }

    @Test func noneAreGivenForALimitOfNone() {
        var draw = FrontierDraw(seed: 3)
        let tree = FrontierTree(collective: .zero, heads: draw.authors(5).map { draw.head($0) })
        #expect(tree.heads(limit: 0).isEmpty)
        #expect(tree.heads(limit: -1).isEmpty)
    }
}
