import PledgeLedger
import Testing

@Suite struct TreePathTests {
    @Test func wireFormIsCountThenPackedNibbles() {
        var path: TreePath? = .top
        #expect(path?.bytes == [0])
        path = path?.appending(0xA)
        #expect(path?.bytes == [1, 0xA0])
        path = path?.appending(0x3)
        #expect(path?.bytes == [2, 0xA3])
        path = path?.appending(0xF)
        #expect(path?.bytes == [3, 0xA3, 0xF0])
        #expect(path?.description == "a3f")
    }

    @Test func everyLengthComesBackFromItsWireForm() {
        var draw = FrontierDraw(seed: 1)
        for count in 0...64 {
            let key = draw.digest()
            let path = TreePath(key, count: count)
            #expect(path.count == count)
            #expect(path.bytes.count == 1 + (count + 1) / 2)
            #expect(TreePath(bytes: path.bytes) == path, "\(key) \(count)")
            #expect(path.contains(key), "\(key) \(count)")
            #expect(path.description == String(key.hex.prefix(count)))
            var built: TreePath? = .top
            for index in 0..<count { built = built?.appending(key.raw.nibble(index)) }
            #expect(built == path, "\(key) \(count)")
        }
    }

    @Test(arguments: [
        [], [1], [0, 0], [1, 0xA1], [1, 0xA0, 0], [2], [3, 0xAB], [3, 0xAB, 0xC1], [65], [255],
        [65] + [UInt8](repeating: 0, count: 33), [64] + [UInt8](repeating: 0, count: 31),
        [64] + [UInt8](repeating: 0, count: 33), [63] + [UInt8](repeating: 0xFF, count: 32),
    ] as [[UInt8]])
    func otherBytesAreRefused(bytes: [UInt8]) {
        #expect(TreePath(bytes: bytes) == nil)
    }

    @Test func randomBytesAreRefusedOrComeBackTheSame() {
        var draw = FrontierDraw(seed: 2)
        var accepted = 0
        for _ in 0..<20_000 {
            let count = UInt8.random(in: 0...70, using: &draw)
            let length = (Int(count) + 1) / 2 + (Int.random(in: 0...9, using: &draw) == 0 ? 1 : 0)
            let bytes = [count] + draw.bytes(length)
            guard let path = TreePath(bytes: bytes) else { continue }
            accepted += 1
            #expect(path.bytes == bytes)
        }
        #expect(accepted > 1000)
    }

    @Test func nothingIsAppendedBeyondSixtyFourNibblesOrFifteen() {
        var draw = FrontierDraw(seed: 3)
        let full = TreePath(draw.digest(), count: 64)
        #expect(full.appending(0) == nil)
        #expect(TreePath.top.appending(16) == nil)
        #expect(TreePath.top.appending(-1) == nil)
        #expect(full.nibble(64) == nil)
        #expect(TreePath.top.nibble(0) == nil)
        #expect(TreePath(draw.digest(), count: 99).count == 64)
        #expect(TreePath(draw.digest(), count: -1) == .top)
    }

    @Test func orderIsThatOfTheNibbles() {
        var draw = FrontierDraw(seed: 4)
        let authors = draw.authors(30)
        let paths = (0..<200).map { _ in draw.path(towards: authors) { Digest($0.raw) } }
        for left in paths {
            for right in paths {
                let expected = left.nibbles.lexicographicallyPrecedes(right.nibbles)
                #expect((left < right) == expected, "\(left) \(right)")
                #expect((left == right) == (left.nibbles == right.nibbles), "\(left) \(right)")
            }
        }
    }

    @Test func containsExactlyTheKeysThatStartWithIt() {
        var draw = FrontierDraw(seed: 5)
        let authors = draw.authors(60)
        for _ in 0..<300 {
            let path = draw.path(towards: authors) { Digest($0.raw) }
            for author in authors {
                let key = Digest(author.raw)
                #expect(path.contains(key) == key.hex.hasPrefix(path.description), "\(path) \(key)")
            }
        }
    }
}
