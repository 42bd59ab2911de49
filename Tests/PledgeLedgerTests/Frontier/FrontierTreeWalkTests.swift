import PledgeLedger
import Testing

@Suite struct FrontierTreeWalkTests {
    @Test(arguments: FrontierDraw.Keys.allCases)
    func childrenAreTheReferencesAtEveryPath(keys: FrontierDraw.Keys) {
        for seed in 1...10 as ClosedRange<UInt64> {
            var draw = FrontierDraw(seed: seed)
            let authors = draw.authors(Int(seed) * 4)
            var reference = FrontierReference(collective: .zero, key: keys.function)
            for author in authors { reference.heads[author] = draw.head(author) }
            let tree = FrontierTree(collective: .zero, heads: reference.heads.values, key: keys.function)
            for _ in 0..<60 {
                let path = draw.path(towards: authors, key: keys.function)
                let got = tree.children(at: path), expected = reference.children(at: path.nibbles)
                let note: Comment = "\(keys), seed \(seed), path \(path)"
                #expect(got.branches == expected.branches, note)
                #expect(got.leaves == expected.leaves, note)
                #expect(got.hashes == expected.hashes, note)
                let under = reference.sorted(under: path.nibbles)
                #expect(tree.count(under: path) == under.count, note)
                #expect(tree.leaf(under: path) == (under.count == 1 ? under.first : nil), note)
            }
        }
    }

    @Test func aLoneFeedIsAVirtualLeafAllTheWayDown() {
        var draw = FrontierDraw(seed: 1)
        let head = draw.head(draw.author())
        let tree = FrontierTree(collective: .zero, heads: [head])
        let key = FrontierTree.key(of: head.author)
        let leafHash = tree.children(at: .top).hashes
        #expect(leafHash.count == 1)
        for depth in 0..<64 {
            let children = tree.children(at: TreePath(key, count: depth))
            #expect(children.branches == 1 << UInt16(key.raw.nibble(depth)))
            #expect(children.leaves == children.branches)
            #expect(children.hashes == leafHash)
        }
        #expect(tree.children(at: TreePath(key, count: 64)).branches == 0)
        #expect(tree.leaf(under: TreePath(key, count: 64)) == head)
        let beside = TreePath.top.appending((key.raw.nibble(0) + 1) % 16) ?? .top
        #expect(tree.children(at: beside).branches == 0)
        #expect(tree.leaf(under: beside) == nil)
    }

    @Test func shortHashesAreTheStartOfASaltedHash() {
        let head = Head(
            author: PublicKey(bytes: [UInt8](repeating: 1, count: 32)) ?? .zero, stop: 1,
            id: EntryID(bytes: [UInt8](repeating: 254, count: 32)) ?? .zero, fork: 1)
        let tree = FrontierTree(collective: .zero, heads: [head])
        // Worked out with Python's hashlib.
        #expect(tree.hashes(at: .top, salt: 7) == [0x3043_c764_3edf_a657])
        #expect(tree.children(at: .top).hashes(salt: 7) == tree.hashes(at: .top, salt: 7))
        #expect(tree.hashes(at: .top, salt: 8) != tree.hashes(at: .top, salt: 7))
    }

    /// What two nodes do, level by level, seeing nothing of each other but children and heads.
    private func walk(_ left: FrontierTree, _ right: FrontierTree, salt: UInt64) -> Set<PublicKey> {
        var level = [TreePath.top], found: Set<PublicKey> = []
        while !level.isEmpty {
            var next: [TreePath] = []
            for path in level {
                let mine = bySlot(left, path, salt), theirs = bySlot(right, path, salt)
                for nibble in 0..<16 where mine[nibble]?.hash != theirs[nibble]?.hash {
                    guard let below = path.appending(nibble) else { continue }
                    if mine[nibble]?.isLeaf ?? true, theirs[nibble]?.isLeaf ?? true {
                        found.formUnion([left.leaf(under: below), right.leaf(under: below)].compactMap { $0?.author })
                    } else {
                        next.append(below)
                    }
                }
            }
            level = next
        }
        return found
    }

    private func bySlot(_ tree: FrontierTree, _ path: TreePath, _ salt: UInt64) -> [Int: (hash: UInt64, isLeaf: Bool)] {
        let children = tree.children(at: path)
        let nibbles = (0..<16).filter { children.branches & 1 << UInt16($0) != 0 }
        return Dictionary(uniqueKeysWithValues: zip(nibbles, children.hashes(salt: salt)).map { nibble, hash in
            (nibble, (hash, children.leaves & 1 << UInt16(nibble) != 0))
        })
    }

    @Test(arguments: FrontierDraw.Keys.allCases)
    func walkingTwoTreesFindsExactlyTheFeedsThatDiffer(keys: FrontierDraw.Keys) {
        for seed in 1...25 as ClosedRange<UInt64> {
            var draw = FrontierDraw(seed: seed)
            let authors = draw.authors(60)
            var left = FrontierTree(collective: .zero, key: keys.function), right = left
            let share = Double.random(in: 0...1, using: &draw)
            for author in authors {
                let head = draw.head(author)
                let both = Double.random(in: 0...1, using: &draw) < share
                if both || Bool.random(using: &draw) { left.update(head) }
                if both { right.update(head) } else if Bool.random(using: &draw) { right.update(draw.head(author)) }
            }
            let differ = authors.filter {
                guard let mine = left.head(of: $0), let theirs = right.head(of: $0) else {
                    return left.head(of: $0) != right.head(of: $0)
                }
                return mine != theirs
            }
            #expect(walk(left, right, salt: seed) == Set(differ), "\(keys), seed \(seed)")
        }
    }
}
