import Foundation
import NIOCore
import PledgeLedger
import Synchronization

/// A whole collective as a file to download. It has no name on the disk: it goes with its last reader.
final class BundleFile: Sendable {
    let size: Int
    private let file: FileHandle
    private let place: BundlePlaces.Place
    private static let part = 64 << 10

    /// Writes it. - Throws: ``WebFault`` while another is being written or too many are read; ``StoreFault`` or ``BundleFault``.
    init(_ collective: CollectiveID, _ site: Site) throws {
        place = try site.bundles.take()
        defer { site.bundles.isWritten() }
        try Self.refuseWithoutRoom(besides: site.store.path)
        let path = "\(site.home.path)/\(Self.prefix)\(UUID().uuidString).bundle"
        do { size = Int(try site.store.writeBundle(of: collective, to: path).bytes) } catch StoreFault.full { throw Self.noRoom }
        defer { unlink(path) }
        guard let file = FileHandle(forReadingAtPath: path) else { throw WebFault(.failed, "the copy can't be read") }
        self.file = file
    }

    /// A copy is written to the disk first, and takes less there than the store does. It must not leave the node without
    /// room for what it is given.
    private static func refuseWithoutRoom(besides store: String) throws {
        guard let free = DurableFile.room(besides: store) else { return }
        let sizes = [store, store + "-wal"].map { (try? FileManager.default.attributesOfItem(atPath: $0)[.size] as? UInt64) ?? 0 }
        guard free > sizes.reduce(WebLimits.spare, +) else { throw noRoom }
    }

    private static let noRoom = WebFault(
        .noRoom, "this node's disk has no room for a copy, which is made before it is sent; ask another node, or again when there is some")

    /// The next part; nil at the end.
    func next() -> ByteBuffer? {
        guard let data = try? file.read(upToCount: Self.part), !data.isEmpty else { return nil }
        return ByteBuffer(bytes: data)
    }

    private static let prefix = "page."

    /// Removes what a daemon that was killed while it wrote left in the home.
    static func sweep(_ home: Home) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: home.path)) ?? []
        where name.hasPrefix(prefix) && name.contains(".bundle") {
            unlink("\(home.path)/\(name)")
        }
    }
}

/// How many copies there are. One is made at a time: it reads everything.
final class BundlePlaces: Sendable {
    private struct State {
        var isWriting = false
        var open = 0
    }

    private let state = Mutex(State())

    /// A copy's place, for as long as somebody holds it.
    final class Place: Sendable {
        private let places: BundlePlaces

        fileprivate init(_ places: BundlePlaces) { self.places = places }

        deinit { places.state.withLock { $0.open -= 1 } }
    }

    /// A place for a copy that is written now. - Throws: ``WebFault``
    func take() throws -> Place {
        let isFree = state.withLock { state in
            guard !state.isWriting, state.open < WebLimits.copies else { return false }
            state = State(isWriting: true, open: state.open + 1)
            return true
        }
        guard isFree else { throw WebFault(.busy, "other copies are being made or read; ask again in a while") }
        return Place(self)
    }

    /// Lets the next one be written.
    func isWritten() { state.withLock { $0.isWriting = false } }
}
