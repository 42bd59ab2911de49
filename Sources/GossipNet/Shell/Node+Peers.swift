import Foundation
import Logging
import NIOPosix
import PledgeLedger

/// What a node knows of others beyond its links: the address book, and who is near.
extension Node {
    /// The core's view of this node, once it is known where it listens.
    /// - Throws: ``StoreFault``
    func coreConfig(_ bound: Address?) throws -> CoreConfig {
        let kept = config.book.map(BookFile.init(path:))?.read()
        bookSecret = kept?.secret ?? Sodium.randomBytes(16)
        keptCursors = try store.cursors()
        let isAnywhere = ["0.0.0.0", "::"].contains(bound?.host ?? "")
        return CoreConfig(
            stays: config.stays, port: bound?.port ?? 0, address: isAnywhere ? nil : bound,
            hasDatagrams: network.hasDatagrams, bookSecret: bookSecret, book: kept?.entries ?? [],
            owner: config.owner, cursors: keptCursors)
    }

    /// Keeps the address book, where that was asked for. While the disk still takes its time over the one before,
    /// only a node that stops keeps another.
    package func saveBook() {
        guard let path = config.book, isStopped || !isKeepingBook else { return }
        let (secret, entries) = (bookSecret, core.book)
        isKeepingBook = true
        keepQueue.async {
            let kept = Result { try BookFile(path: path).write(secret: secret, entries: entries) }
            self.queue.async {
                self.isKeepingBook = false
                self.logging { try kept.get() }
            }
        }
    }

    /// Keeps the core's cursors where they are not what is kept. They speak of what the store holds already.
    func saveCursors() {
        let cursors = core.keptCursors
        guard cursors != keptCursors, !isReadOnly else { return }
        keptCursors = cursors
        keepQueue.async {
            let kept = Result { try self.store.keep(cursors) }
            self.queue.async {
                // Tried again next time.
                if case .failure = kept { self.keptCursors = [] }
                self.logging { try kept.get() }
            }
        }
    }

    /// Says on the local network where this node listens, and hears others.
    func startLanHello(port: UInt16) {
        let key = config.key.publicKey
        do {
            lan = try LanHello(
                group: network.group,
                hello: { [weak self] in self?.hello(node: key, port: port) },
                onHello: { [weak self] hello, host in
                    guard let self, hello.node != key else { return }
                    self.queue.async { self.hear(hello, from: host) }
                })
        } catch {
            config.logger.info("no hello on the local network: \(error)")
        }
    }

    private func hello(node: PublicKey, port: UInt16) -> DatagramHello? {
        let collectives = (try? store.collectives()) ?? []
        return DatagramHello(
            node: node, port: port, nonce: Sodium.randomBytes(DatagramHello.nonceLength),
            collectives: collectives.map { (secret: $0.secret ?? $0.id.bytes, id: $0.id) })
    }

    private func hear(_ hello: DatagramHello, from host: String) {
        let collectives = (try? store.collectives()) ?? []
        guard collectives.contains(where: { hello.names(secret: $0.secret ?? $0.id.bytes, collective: $0.id) }) else {
            return
        }
        feed(.heard(Address(host: host, port: hello.port), hello.node, host: host))
    }
}
