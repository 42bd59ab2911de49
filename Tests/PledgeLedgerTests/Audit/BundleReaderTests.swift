import Foundation
import PledgeLedger
import Testing

@Suite struct BundleReaderTests {
    /// A small bundle that has every section.
    static func small() throws -> [UInt8] {
        let example = try FormatExample()
        let pair = example.memberFeed.suffix(2).sorted { $0.id < $1.id }.map(\.bytes)
        return BundleFile.assemble([
            (1, core(example)),
            (2, pair.flatMap(BundleFile.counted)),
            (3, BundleFile.counted(example.founderFeed[0].bytes)),
            (4, example.charter.id.bytes + BundleFile.counted(example.text.bytes)),
            (5, BundleFile.counted(example.memberFeed[2].bytes)),
        ])
    }

    /// A core of one feed, of the founder's first entry.
    static func core(_ example: FormatExample, feeds: UInt32 = 1) -> [UInt8] {
        var core = example.charter.id.bytes + BundleFile.counted(example.charter.bytes)
        core.append(bigEndian: feeds)
        return core + feed(example.founder.publicKey, fork: 0, [example.founderFeed[0].bytes])
    }

    static func feed(_ author: PublicKey, fork: UInt64, _ entries: [[UInt8]]) -> [UInt8] {
        var feed = author.bytes
        feed.append(bigEndian: fork)
        feed.append(bigEndian: UInt64(entries.count))
        return feed + entries.flatMap(BundleFile.counted)
    }

    @Test func everySectionIsRead() throws {
        let file = try BundleFile()
        try file.write(try Self.small())
        let contents = try BundleReader.checkIntegrity(file.path)
        #expect((contents.feeds, contents.entries, contents.proofs) == (1, 1, 1))
        #expect((contents.definitions, contents.texts, contents.erasures) == (1, 1, 1))
        #expect(contents.digest == SHA256.hash(Self.core(try FormatExample())))
    }

    @Test func batchesHoldTheSamePiecesWhateverTheirSize() throws {
        let file = try BundleFile()
        try file.write(try Self.small())
        let whole = try BundleReader.parts(file.path, batch: 1_000)
        #expect(whole.count == 7)
        for size in 1...8 { #expect(try BundleReader.parts(file.path, batch: size) == whole) }
    }

    @Test func everyTruncationIsRefused() throws {
        let file = try BundleFile()
        let bytes = try Self.small()
        for count in 0..<bytes.count {
            let fault = try file.fault(bytes.prefix(count))
            guard case .flaw(file.path, let byte, .truncated) = fault else {
                Issue.record("\(count) of \(bytes.count) bytes gave \(String(describing: fault))")
                continue
            }
            #expect(byte <= UInt64(count))
            try Self.expectOneLine(fault, file)
        }
    }

    @Test func everyFlippedByteIsRefused() throws {
        let file = try BundleFile()
        let bytes = try Self.small()
        for place in bytes.indices {
            for mask: UInt8 in [0x01, 0x80, 0xff] {
                var flipped = bytes
                flipped[place] ^= mask
                let fault = try file.fault(flipped)
                #expect(fault != nil, "byte \(place) xor \(mask)")
                try Self.expectOneLine(fault, file)
            }
        }
    }

    /// A fault is one line that names the file and the byte.
    private static func expectOneLine(_ fault: BundleFault?, _ file: BundleFile) throws {
        let line = try #require(fault).description
        #expect(line.hasPrefix("\(file.path): byte ") && !line.contains("\n"), "\(line)")
    }

    @Test func randomBytesNeverCrash() throws {
        let file = try BundleFile()
        var generator = SeededGenerator(seed: 11)
        let bytes = try Self.small()
        for round in 0..<300 {
            var drawn = bytes
            for _ in 0..<Int.random(in: 1...40, using: &generator) {
                let from = Int.random(in: 0..<drawn.count, using: &generator)
                let to = Int.random(in: from...min(from + 30, drawn.count), using: &generator)
                let more = (0..<Int.random(in: 0...30, using: &generator)).map { _ in
                    UInt8.random(in: 0...255, using: &generator)
                }
                drawn.replaceSubrange(from..<to, with: more)
            }
            if drawn != bytes { #expect(try file.fault(drawn) != nil, "round \(round): \(drawn.hex)") }
        }
    }

    @Test func whatIsNoBundleIsSaidToBeNone() throws {
        let file = try BundleFile()
        #expect(try file.fault(Array("SQLite format 3\0 and so on".utf8)) == file.flaw(0, .foreign))
        #expect(try file.fault(Array("pledged/bundle/2\nwhat".utf8)) == file.flaw(0, .otherVersion))
        #expect(throws: BundleFault.notAFile(path: file.folder.path)) { try BundleReader(path: file.folder.path) }
        let missing = file.folder.file("none")
        #expect(throws: BundleFault.system(path: missing, code: ENOENT)) { try BundleReader(path: missing) }
    }
}

extension BundleFile {
    func flaw(_ byte: UInt64, _ flaw: BundleFlaw) -> BundleFault { .flaw(path: path, byte: byte, flaw) }
}
