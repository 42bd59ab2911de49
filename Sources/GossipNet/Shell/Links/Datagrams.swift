import NIOCore
import PledgeLedger
import Synchronization

/// The sealed datagrams of a node's links: one UDP socket, a session for each link.
///
/// A session learns where its peer is from datagrams that open, so a peer behind NAT, or one that
/// moves, is answered where it is.
final class Datagrams: Sendable {
    /// One link's seal, and where its peer was last heard.
    private final class Session: Sendable {
        let link: LinkID
        let tag: UInt64
        private let seal: Mutex<DatagramSeal>
        private let place: Mutex<SocketAddress?>

        init(_ link: LinkID, _ seal: consuming DatagramSeal, _ place: SocketAddress?) {
            self.link = link
            tag = seal.receivingTag
            self.seal = Mutex(seal)
            self.place = Mutex(place)
        }

        func open(_ datagram: [UInt8], from address: SocketAddress) -> [UInt8]? {
            guard let plaintext = try? seal.withLock({ seal throws in try seal.open(datagram) }) else { return nil }
            place.withLock { $0 = address }
            return plaintext
        }

        /// Nil where the peer's address is not known yet.
        func close(_ plaintext: [UInt8]) -> (datagram: [UInt8], to: SocketAddress)? {
            guard let address = place.withLock({ $0 }),
                let datagram = try? seal.withLock({ seal throws in try seal.seal(plaintext) })
            else { return nil }
            return (datagram, address)
        }
    }

    private struct State {
        var port: DatagramPort?
        // Looked up only.
        var byTag: [UInt64: Session] = [:]
        var byLink: [LinkID: Session] = [:]
        var refused: UInt64 = 0
    }

    private let state = Mutex(State())

    /// How many came that were of no session, or did not open.
    var refused: UInt64 { state.withLock { $0.refused } }

    var isOpen: Bool { state.withLock { $0.port != nil } }

    /// From now on datagrams leave by this port.
    func use(_ port: DatagramPort) { state.withLock { $0.port = port } }

    /// - Parameter remote: where the peer listens, when it was dialled there; nil to learn it.
    func begin(_ link: LinkID, _ seal: consuming DatagramSeal, remote: SocketAddress?) {
        let session = Session(link, seal, remote)
        state.withLock { state in
            state.byTag[session.tag] = session
            state.byLink[link] = session
        }
    }

    func end(_ link: LinkID) {
        state.withLock { state in
            if let session = state.byLink.removeValue(forKey: link) { state.byTag[session.tag] = nil }
        }
    }

    func send(_ plaintext: [UInt8], on link: LinkID) {
        let (port, session) = state.withLock { ($0.port, $0.byLink[link]) }
        if let sealed = session?.close(plaintext) { port?.send(sealed.datagram, to: sealed.to) }
    }

    /// Opens what came. - Returns: nil for what is of no session, or does not open.
    func open(_ datagram: [UInt8], from address: SocketAddress) -> (link: LinkID, plaintext: [UInt8])? {
        let session = DatagramSeal.tag(of: datagram).flatMap { tag in state.withLock { $0.byTag[tag] } }
        if let session, let plaintext = session.open(datagram, from: address) { return (session.link, plaintext) }
        state.withLock { $0.refused += 1 }
        return nil
    }

    func close() -> EventLoopFuture<Void>? {
        let port = state.withLock { state in
            defer { state.port = nil }
            return state.port
        }
        return port?.close()
    }
}
