import PledgeLedger
import Testing

@Suite struct FrontierProofTests {
    private struct Case {
        let keys: FrontierDraw.Keys
        let tree: FrontierTree
        let heads: [Head]

        init(_ keys: FrontierDraw.Keys, _ draw: inout FrontierDraw) {
            self.keys = keys
            heads = draw.authors(Int.random(in: 1...40, using: &draw)).map { draw.head($0) }
            tree = FrontierTree(collective: CollectiveID(draw.digest().raw), heads: heads, key: keys.function)
        }

        func accepts(_ proof: FrontierProof, _ head: Head, collective: CollectiveID? = nil) -> Bool {
            proof.root(collective: collective ?? tree.collective, head: head, key: keys.function) == tree.root()
        }
    }

    @Test(arguments: FrontierDraw.Keys.allCases)
    func everyHeadHasAProof(keys: FrontierDraw.Keys) throws {
        for seed in 1...15 as ClosedRange<UInt64> {
            var draw = FrontierDraw(seed: seed)
            let it = Case(keys, &draw)
            for head in it.heads {
                let proof = try #require(it.tree.proof(of: head.author))
                let accepted = it.accepts(proof, head)
                #expect(accepted, "\(keys), seed \(seed), \(head)")
            }
            #expect(it.tree.proof(of: draw.author()) == nil)
        }
    }

    @Test func theRealKeysAreTheDefault() throws {
        var draw = FrontierDraw(seed: 1)
        let heads = draw.authors(50).map { draw.head($0) }
        let tree = FrontierTree(collective: .zero, heads: heads)
        let proof = try #require(tree.proof(of: heads[3].author))
        #expect(proof.root(collective: .zero, head: heads[3]) == tree.root())
    }

    @Test(arguments: FrontierDraw.Keys.allCases)
    func anotherHeadIsRefused(keys: FrontierDraw.Keys) throws {
        for seed in 1...15 as ClosedRange<UInt64> {
            var draw = FrontierDraw(seed: seed)
            let it = Case(keys, &draw)
            for head in it.heads {
                let proof = try #require(it.tree.proof(of: head.author))
                let changes: [(inout Head) -> Void] = [
                    { $0.stop += 1 }, { $0.fork += 1 }, { $0.id = EntryID($0.author.raw) },
                    { $0.author = PublicKey($0.id.raw) }, { $0.author = draw.author(like: $0.author) },
                ]
                for (index, change) in changes.enumerated() {
                    var altered = head
                    change(&altered)
                    let accepted = it.accepts(proof, altered)
                    #expect(!accepted, "\(keys), seed \(seed), change \(index), \(head)")
                }
                for other in it.heads where other != head {
                    let accepted = it.accepts(proof, other)
                    #expect(!accepted, "\(keys), seed \(seed), \(head) for \(other)")
                }
                let elsewhere = it.accepts(proof, head, collective: CollectiveID(draw.digest().raw))
                #expect(!elsewhere, "\(keys), seed \(seed), \(head)")
            }
        }
    }

    @Test(arguments: FrontierDraw.Keys.allCases)
    func anAlteredProofIsRefused(keys: FrontierDraw.Keys) throws {
        for seed in 1...15 as ClosedRange<UInt64> {
            var draw = FrontierDraw(seed: seed)
            let it = Case(keys, &draw)
            for head in it.heads {
                let proof = try #require(it.tree.proof(of: head.author))
                for (index, altered) in alterations(of: proof, &draw).enumerated() {
                    let accepted = it.accepts(altered, head)
                    #expect(!accepted, "\(keys), seed \(seed), alteration \(index), \(head)")
                }
            }
        }
    }

    @Test func aProofThatNoTreeCanGiveLeadsToNoRoot() throws {
        var draw = FrontierDraw(seed: 1)
        let head = draw.head(draw.author())
        let nibble = FrontierTree.key(of: head.author).raw.nibble(0)
        let own = UInt16(1) << UInt16(nibble), other = UInt16(1) << UInt16((nibble + 1) % 16)
        let sibling = draw.digest()
        func root(_ levels: [FrontierProof.Level]) -> Digest? {
            FrontierProof(levels: levels).root(collective: .zero, head: head)
        }
        #expect(root([.init(branches: own | other, siblings: [sibling])]) != nil)
        #expect(root([.init(branches: other, siblings: [])]) == nil)
        #expect(root([.init(branches: own | other, siblings: [])]) == nil)
        #expect(root([.init(branches: own | other, siblings: [sibling, sibling])]) == nil)
        #expect(root([.init(branches: own, siblings: [sibling])]) == nil)
        #expect(root([FrontierProof.Level](repeating: .init(branches: own, siblings: []), count: 65)) == nil)
    }

    private func alterations(of proof: FrontierProof, _ draw: inout FrontierDraw) -> [FrontierProof] {
        var altered: [FrontierProof] = []
        func alter(_ change: (inout [FrontierProof.Level]) -> Void) {
            var copy = proof
            change(&copy.levels)
            altered.append(copy)
        }
        alter { $0.append(.init(branches: 0xFFFF, siblings: (0..<15).map { _ in draw.digest() })) }
        alter { $0.append(.init(branches: 1, siblings: [])) }
        alter { $0 += [FrontierProof.Level](repeating: .init(branches: 0xFFFF, siblings: []), count: 65) }
        guard let depth = proof.levels.indices.randomElement(using: &draw) else { return altered }
        alter { $0.remove(at: depth) }
        alter { $0.insert($0[depth], at: depth) }
        alter { $0[depth].branches = 0 }
        let bit = UInt16(1) << UInt16.random(in: 0...15, using: &draw)
        alter { $0[depth].branches ^= bit }
        alter { $0[depth].siblings.append(draw.digest()) }
        guard let sibling = proof.levels[depth].siblings.indices.randomElement(using: &draw) else { return altered }
        alter { $0[depth].siblings[sibling] = draw.digest() }
        alter { $0[depth].siblings.remove(at: sibling) }
        if proof.levels[depth].siblings.count > 1 { alter { $0[depth].siblings.reverse() } }
        return altered
    }
}
