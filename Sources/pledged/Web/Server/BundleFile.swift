import Foundation
import NIOCore
import PledgeLedger

/// A whole collective as a file to download. It has no name on the disk: it goes with its last reader.
final class BundleFile: Sendable {
    let size: Int
    private let file: FileHandle
    private static let part = 64 << 10

    /// Writes it. - Throws: ``WebFault`` while another is being written; ``StoreFault`` or ``BundleFault``.
    init(_ collective: CollectiveID, _ site: Site) throws {
        let isFree = site.isBundling.withLock { isBusy in
            defer { isBusy = true }
            return !isBusy
        }
        guard isFree else { throw WebFault(.busy, "another copy is being made; ask again in a while") }
        defer { site.isBundling.withLock { $0 = false } }
        let path = "\(site.home.path)/page.\(UUID().uuidString).bundle"
        size = Int(try site.store.writeBundle(of: collective, to: path).bytes)
        defer { unlink(path) }
        guard let file = FileHandle(forReadingAtPath: path) else { throw WebFault(.failed, "the copy can't be read") }
        self.file = file
    }

    /// The next part; nil at the end.
    func next() -> ByteBuffer? {
        guard let data = try? file.read(upToCount: Self.part), !data.isEmpty else { return nil }
        return ByteBuffer(bytes: data)
    }
}
