import Foundation
import Logging
import PledgeLedger

/// From the links to the core.
extension Node {
    /// Takes an event of the link network, on its thread.
    func hear(_ event: LinkEvent) {
        switch event {
        case .frames(let link, let frames):
            let decoded = frames.map { frame in
                (size: frame.count, frame: Result { () throws(FrameFault) in try FrameCodec.decode(frame) })
            }
            queue.async {
                for one in decoded { self.receive(one.frame, size: one.size, from: link) }
            }
        case .datagram(let link, let bytes):
            let datagram = Result { () throws(DatagramFault) in try DatagramCodec.decode(bytes) }
            queue.async { self.receive(datagram, from: link) }
        case .noDatagrams(let fault):
            config.logger.warning("no datagrams: \(fault); peers are probed over links alone")
        case .linked(let peer): queue.async { self.linked(peer) }
        case .unlinked(let link, let end): queue.async { self.unlinked(link, end) }
        case .backlog(let link, let isAbove): queue.async { self.feed(.backlog(link, isAbove)) }
        case .dialFailed(let address, let fault):
            queue.async {
                self.onEvent(.dialFailed(address, fault.description))
                self.meetings[address]?.fault = fault.description
                if case .handshake(let end) = fault { self.noteTwin(end, at: address) }
                self.feed(.dialFailed(address))
            }
        case .turnedAway(let address, let end):
            config.logger.debug("turned away", metadata: ["peer": "\(address)", "why": "\(end)"])
            queue.async {
                self.log(EventLine(.info, "a connection from \(address) was turned away: \(end)", about: "turned away"))
                self.noteTwin(end, at: address)
            }
        }
    }

    /// One that its sender sealed and that can't be read costs nothing but itself.
    private func receive(_ datagram: Result<Datagram, DatagramFault>, from link: LinkID) {
        switch datagram {
        case .success(let datagram): feed(.datagram(link, datagram))
        case .failure(let fault):
            guard let node = links[link]?.peer.node else { return }
            log(EventLine(.warning, "node \(name(node)) sends datagrams that can't be read: \(fault)", about: "datagrams \(node.hex)"))
        }
    }

    /// Datagrams of no link may come by the million, and from anywhere: they are counted where they come, and told now
    /// and then.
    func noticeRefused() {
        let refused = network.datagrams.refused
        guard refused > toldRefused, now >= refusedAgain else { return }
        config.logger.info("\(refused - toldRefused) datagrams came that are of no link, or don't open; told once an hour at most")
        (toldRefused, refusedAgain) = (refused, now.adding(Limits.logAgain))
    }

    private func receive(_ frame: Result<Frame, FrameFault>, size: Int, from link: LinkID) {
        bytesIn += UInt64(size)
        switch frame {
        case .success(let frame): feed(.frame(link, frame, size: size))
        case .failure(let fault): feed(.malformed(link, fault))
        }
    }

    private func linked(_ peer: LinkedPeer) {
        if links.isEmpty { beginLinks() }
        links[peer.id] = LinkNotes(peer: peer, since: Node.wallClock)
        feed(.linked(
            peer.id, node: peer.node, handshakeHash: peer.handshakeHash, role: peer.role, address: peer.dialled,
            wallClock: Node.wallClock, host: peer.remote.host))
    }

    private func unlinked(_ link: LinkID, _ end: LinkEnd) {
        feed(.unlinked(link))
        drop(link, why: end.description)
    }

    /// Forgets a link that has gone.
    func drop(_ link: LinkID, why: String) {
        clocks.remove(link)
        tellOffset()
        given = given.filter { $0.key.link != link }
        streamer.drop(link)
        ingest.drop(link)
        if let notes = links.removeValue(forKey: link) { onEvent(.unlinked(peer: notes.peer.node, why)) }
    }

    /// Takes what became of work that was handed to the ingest.
    func ingested(_ done: Ingest.Done) {
        queue.async {
            self.noticeOrLog(from: done.link)
            for (ticket, outcome) in done.outcomes { self.feed(.stored(done.link, ticket, outcome)) }
            if done.drained { self.network.resumeReading(done.link) }
        }
    }

    /// Milliseconds since the Unix epoch.
    static var wallClock: UInt64 { UInt64(max(0, Date().timeIntervalSince1970 * 1_000)) }

    /// Notes a peer's clock.
    func heardClock(_ link: LinkID, _ theirs: UInt64) {
        guard let peer = links[link]?.peer else { return }
        let (offset, overflow) = Int64(clamping: theirs).subtractingReportingOverflow(Int64(clamping: Node.wallClock))
        let known = overflow ? .max : offset
        if known.magnitude > UInt64(Signer.clockTolerance) {
            let way = known > 0 ? "ahead of" : "behind"
            log(EventLine(.notice, "the clock of node \(name(peer.node)) is \(known.magnitude / 60_000) minutes \(way) this machine's",
                about: "clock \(peer.node.hex)"))
        }
        clocks.note(
            link, offset: known, group: AddressSource(host: peer.remote.host).group,
            isDialled: peer.dialled != nil)
        tellOffset()
    }

    /// What peers said to an earlier process is not held against this machine's clock.
    func forgetOffset() {
        logging { if try store.clockOffset() != nil { try store.setClockOffset(nil) } }
    }

    /// Keeps what peers' clocks say for those who sign on this store. What was heard last stays for them when the
    /// node stops.
    private func tellOffset() {
        guard !isStopped, clocks.offset != toldOffset else { return }
        if let offset = clocks.offset, let toldOffset, (offset &- toldOffset).magnitude <= 5_000 { return }
        toldOffset = clocks.offset
        if let toldOffset, toldOffset.magnitude > UInt64(Signer.clockTolerance) {
            log(EventLine(.warning, "this machine's clock is off its peers' by \(toldOffset.magnitude / 1_000) s", about: "own clock"))
        }
        logging { try store.setClockOffset(toldOffset) }
    }

    /// Runs something that may fail, which the node survives.
    func logging(_ body: () throws -> Void) {
        do { try body() } catch StoreFault.full(let path) {
            diskIsFull(.full(path: path))
        } catch { config.logger.error("store: \(error)") }
    }
}
