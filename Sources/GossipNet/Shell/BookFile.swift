import Foundation
import PledgeLedger

/// The address book on disk, beside the store: where to find others when nobody is told at the start.
package struct BookFile {
    let path: String

    package init(path: String) { self.path = path }

    /// Where a node that starts would look for others, those first that it was linked with, latest first; none where
    /// there is no good file.
    package var addresses: [Address] {
        read().entries.filter(\.isPromising)
            .sorted { ($0.succeeded ?? 0, $0.heard) > ($1.succeeded ?? 0, $1.heard) }.map(\.address)
    }

    /// What the file holds. Without a good file, a new secret and no entries.
    func read() -> (secret: [UInt8], entries: [BookEntry]) {
        guard let data = FileManager.default.contents(atPath: path),
            let kept = try? JSONDecoder().decode(Kept.self, from: data), kept.secret.count == Self.secretLength
        else { return (Sodium.randomBytes(Self.secretLength), []) }
        return (kept.secret, kept.entries.prefix(Limits.bookPlaces).map(\.entry))
    }

    /// - Throws: ``StoreFault``
    func write(secret: [UInt8], entries: [BookEntry]) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let data = try encoder.encode(Kept(secret: secret, entries: entries.map(Kept.Entry.init)))
        try DurableFile.write(Array(data), to: path, mode: 0o600)
    }

    private static let secretLength = 16

    private struct Kept: Codable {
        var secret: [UInt8]
        var entries: [Entry]

        struct Entry: Codable {
            var host: String
            var port: UInt16
            var node: String?
            var source: String
            var heard: UInt64
            var succeeded: UInt64?
            var failures: Int
            var strikes: Int
            var struck: UInt64
            var rest: UInt64
            var tried: Bool
            var diallable: Bool

            init(_ entry: BookEntry) {
                (host, port) = (entry.address.host, entry.address.port)
                node = entry.node?.hex
                source = entry.source.text
                (heard, succeeded) = (entry.heard, entry.succeeded)
                (failures, strikes, struck, rest) = (entry.failures, entry.strikes, entry.struck, entry.rest)
                (tried, diallable) = (entry.isTried, entry.isDiallable)
            }

            var entry: BookEntry {
                let group = AddressGroup(text: source)
                return BookEntry(
                    address: Address(host: host, port: port), node: node.flatMap(PublicKey.init(hex:)), source: group,
                    heard: heard, succeeded: succeeded, failures: failures, strikes: strikes, struck: struck,
                    rest: rest, isTried: tried, isDiallable: diallable)
            }
        }
    }
}
