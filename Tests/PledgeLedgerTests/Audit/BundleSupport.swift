import Foundation
import PledgeLedger
import Testing

extension LedgerMaker {
    /// A store that took everything made, offered in random orders until nothing more is news.
    mutating func filledStore(in folder: TemporaryFolder, name: String) throws -> Store {
        let store = try store(in: folder, name: name)
        var isNews = true
        while isNews {
            let taken = try store.take(shuffledOffers(), into: collective)
            isNews = taken.contains(.verdict(.accepted)) || taken.contains(.verdict(.fork))
        }
        for id in try store.missingDefinitions(in: collective, limit: 1_000) {
            guard let entry = made.first(where: { $0.entry.id == id }) else { continue }
            _ = try store.takeDefinition(entry, text: texts[id], into: collective)
        }
        return store
    }
}

/// Bundles in memory, to be read from a file in a folder of their own.
struct BundleFile {
    let folder: TemporaryFolder
    var path: String { folder.file("a.bundle") }

    init() throws { folder = try TemporaryFolder() }

    func write(_ bytes: some Collection<UInt8>) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// What is wrong with a bundle of these bytes; nil when nothing is.
    func fault(_ bytes: some Collection<UInt8>) throws -> BundleFault? {
        try write(bytes)
        do throws(BundleFault) {
            _ = try BundleReader.checkIntegrity(path)
            return nil
        } catch {
            return error
        }
    }

    /// A bundle of sections that are as they are, with an end digest that is right.
    static func assemble(_ sections: [(type: UInt8, payload: [UInt8])]) -> [UInt8] {
        var bytes = Array("pledged/bundle/1\n".utf8)
        for (type, payload) in sections {
            bytes.append(type)
            bytes.append(bigEndian: UInt64(payload.count))
            bytes += payload
        }
        let end = SHA256.hash(Array("pledged/bundle/end/1\n".utf8) + bytes).bytes
        bytes.append(255)
        bytes.append(bigEndian: UInt64(end.count))
        return bytes + end
    }

    static func counted(_ bytes: [UInt8]) -> [UInt8] {
        var counted: [UInt8] = []
        counted.append(bigEndian: UInt16(bytes.count))
        return counted + bytes
    }
}

extension BundleReader {
    /// Every piece, taken in batches.
    static func parts(_ path: String, batch: Int) throws -> [BundlePart] {
        let reader = try BundleReader(path: path)
        var parts: [BundlePart] = []
        while true {
            let more = try reader.batch(atMost: batch)
            #expect(more.count <= batch)
            if more.isEmpty { return parts }
            parts += more
        }
    }
}

extension Store {
    /// Takes the pieces of a bundle into a store that is empty, checking every signature.
    func takeAll(_ parts: [BundlePart]) throws {
        var verifier = EntryVerifier()
        var home = CollectiveID.zero
        for part in parts {
            switch part {
            case .charter(let id, let bytes):
                home = id
                try join(id, charter: verifier.verify(bytes))
            case .feed: break
            case .entry(_, _, let bytes): _ = try take([Offer(verifier.verify(bytes))], into: home)
            case .proof(let first, let second):
                _ = try take(ForkProof(verifier.verify(first), verifier.verify(second)))
            case .definition(let bytes): _ = try takeDefinition(verifier.verify(bytes), text: nil, into: home)
            case .text(let id, let salted): #expect(try takeText(SaltedText(bytes: salted), of: id, into: home))
            case .erasure(let bytes): try takeErasure(verifier.verify(bytes), into: home)
            case .checkpoint(let bytes): try hold(CheckpointNote(bytes: bytes))
            case .branch(let bytes): _ = try take([Offer(verifier.verify(bytes))], into: home)
            }
        }
    }
}
