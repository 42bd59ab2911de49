import Foundation
import GossipNet
import PledgeLedger

/// The network: whether the node runs and is reached, and whether it reaches others.
package enum NetworkCheckups {
    /// A running node, by what it says of itself.
    /// - Parameter hasCollective: whether the home has anything to share; true where that can't be told.
    static func running(_ status: NodeStatus, _ home: Home, hasCollective: Bool) -> [Checkup] {
        [daemon(status), udp(status), peers(status, hasCollective: hasCollective, at: Moment.now)] + twin(status, home)
    }

    /// Another machine with the same node key; nothing where none was noticed.
    private static func twin(_ status: NodeStatus, _ home: Home) -> [Checkup] {
        guard let seen = status.twinSeen else { return [] }
        let begin = home.has(home.authorKeyPath) ? "pledged init" : "pledged init --node"
        guard seen.saidBy == nil else {
            return [Checkup(
                "node key", .warning, "\(seen.words), last at \(ISODate.text(seen.time))",
                remedy: "if a copy of this home runs elsewhere, give one of the two a new key (docs/keeper.md); if none does, that peer is wrong or lies")]
        }
        return [Checkup(
            "node key", .fault, "\(seen.words), noticed last at \(ISODate.text(seen.time))",
            remedy: "in the copy, stop the node, remove \(home.nodeKeyPath), and `\(begin) --home \(home.path)` makes a new one; then start it")]
    }

    private static func daemon(_ status: NodeStatus) -> Checkup {
        if status.isReadOnly {
            return Checkup("node", .fault, "the disk is full: it takes nothing in", remedy: "free some space; it goes on by itself")
        }
        return Checkup("node", .fine, "runs\(status.address.map { " and listens on \($0)" } ?? "")")
    }

    /// The page of a running node, by what it says of itself.
    static func page(_ page: PageStanding) -> Checkup {
        guard let wanted = page.wanted else { return Checkup("page", .fine, "none is wanted") }
        guard let bound = page.bound, let address = try? PeerAddress(bound).address else {
            return Checkup("page", page.isAsked ? .fault : .warning, "there is none on \(wanted)",
                remedy: "stop what uses the port (`ss -lntp`), or choose another address with `web`; then restart the node")
        }
        guard let status = PortTrial.status(ofPageAt: address) else {
            return Checkup("page", .fault, "\(bound) does not answer", remedy: "see the log, and restart the node")
        }
        // One that is asked too often answers too, and is well.
        guard [200, 429].contains(status) else {
            return Checkup("page", .fault, "http://\(bound)/ answers with status \(status)", remedy: "see the log, and restart the node")
        }
        return Checkup("page", .fine, "http://\(bound)/ answers")
    }

    private static func udp(_ status: NodeStatus) -> Checkup {
        let probed = status.peers.compactMap(\.hasDatagrams)
        guard !probed.isEmpty else { return Checkup("udp", .unknown, "no peer to try it with") }
        let blocked = probed.filter { !$0 }.count
        if blocked == probed.count {
            return Checkup("udp", .warning, "blocked to all \(probed.count) peers; they are watched over TCP alone",
                remedy: "open the node's port for UDP too, here and in the router")
        }
        return Checkup("udp", .fine, "reaches \(probed.count - blocked) of \(Count.words(probed.count, "peer", "peers"))")
    }

    /// There is nothing to be linked about.
    private static let noCollective = Checkup(
        "peers", .warning, "there is no collective in this home to share with anybody",
        remedy: "`pledged join LINK` with an invitation, or `pledged found NAME`")

    /// Whom it is linked with, and how it stands beside them.
    /// - Parameter now: in milliseconds since the Unix epoch.
    package static func peers(_ status: NodeStatus, hasCollective: Bool, at now: UInt64) -> Checkup {
        let shared = status.peers.filter { !$0.collectives.isEmpty }
        guard !shared.isEmpty else {
            guard hasCollective else { return noCollective }
            return Checkup("peers", .warning, "alone: no link to a node with a collective in common",
                remedy: "name one in the configuration (peers), or `pledged sync HOST:PORT`; check the firewall")
        }
        let inStep = shared.filter { $0.collectives.allSatisfy(\.isInStep) }.count
        let count = "\(Count.words(shared.count, "link", "links")), \(inStep) in step"
        return status.isReadOnly ? Checkup("peers", .fine, Count.words(shared.count, "link", "links")) : lagging(status, count, now)
            ?? Checkup("peers", .fine, count)
    }

    /// A collective in which no peer is in step, the one first in which this node is behind; nil where there is none.
    /// - Parameter count: how many links there are.
    private static func lagging(_ status: NodeStatus, _ count: String, _ now: UInt64) -> Checkup? {
        let standings = status.standings(at: now)
        let lags = standings.compactMap { if case .behind(let lag) = $0.standing { lag } else { nil } }
        if let lag = lags.first(where: { !$0.isMoving }) ?? lags.first {
            let others = lags.count > 1 ? "; so it is in \(Count.words(lags.count - 1, "other collective", "other collectives"))" : ""
            return Checkup("peers", .warning, "\(count); \(lag.words)\(others)",
                remedy: lag.isMoving ? "wait; `pledged status` shows how far it is"
                    : "`pledged sync HOST:PORT` with another node; see the log for what becomes of this one")
        }
        for case (let id, .comparing(let since)) in standings {
            let words = "\(count); comparing collective \(id.prefix(12)), no peer says that it holds more entries"
            guard let since, now > since + 2 * Limits.antiEntropy else { return Checkup("peers", .fine, words) }
            return Checkup("peers", .warning, "\(words), and none has the same since \(ISODate.text(since))",
                remedy: "`pledged sync HOST:PORT` with another node; see the log for what becomes of these")
        }
        return nil
    }

    /// A process holds the home's socket, and says nothing.
    static let silent = Checkup("node", .fault, "runs and does not answer: it is busy or hangs",
        remedy: "if that lasts, `systemctl restart pledged`, or end its process and start it again")

    /// Whether a node could listen here, where none runs.
    static func port(_ listen: Address) -> [Checkup] {
        let stopped = Checkup("node", .warning,
            "does not run; what follows goes by the configuration, and can't know what flags `pledged serve` is given", remedy: "`systemctl start pledged`, or `pledged serve`")
        let kinds = [("TCP", Int32(SOCK_STREAM.rawValue)), ("UDP", Int32(SOCK_DGRAM.rawValue))]
        for (name, kind) in kinds {
            let code = PortTrial.bind(listen, kind: kind)
            guard code != 0 else { continue }
            let why = code == EADDRINUSE ? "in use by another program" : String(cString: strerror(code))
            return [stopped, Checkup("port", .fault, "\(listen) by \(name): \(why)",
                remedy: "stop what uses it (`ss -lntup`), or choose another address with `listen`")]
        }
        return [stopped, Checkup("port", .fine, "\(listen) is free by TCP and UDP")]
    }

    /// Whether the page could be where it is wanted, where no node runs.
    static func pagePort(_ config: WebConfig?) -> Checkup {
        guard let wanted = config?.address else { return Checkup("page", .fine, "none is wanted") }
        let code = PortTrial.bind(wanted, kind: Int32(SOCK_STREAM.rawValue))
        guard code != 0 else { return Checkup("page", .fine, "\(wanted) is free") }
        let why = code == EADDRINUSE ? "in use by another program" : String(cString: strerror(code))
        return Checkup("page", config?.isAsked ?? false ? .fault : .warning, "\(wanted): \(why)",
            remedy: "stop what uses it (`ss -lntp`), or choose another address with `web`")
    }

    /// Whether known nodes can be dialled, where no node runs here that would.
    /// - Parameters:
    ///   - given: those of the configuration and of invitations.
    ///   - book: those of the address book, the best first.
    static func dials(_ given: [Address], book: [Address], hasCollective: Bool) -> Checkup {
        let others = book.filter { !given.contains($0) }, all = given + others
        guard hasCollective || !all.isEmpty else { return noCollective }
        guard !all.isEmpty else {
            return Checkup("peers", .warning, "no address of another node is known in this home",
                remedy: "name one in the configuration (peers), or join by an invitation that holds one")
        }
        let tried = all.prefix(mostTried)
        let reached = tried.filter { PortTrial.connect($0, milliseconds: 2_000) }.count
        let known = "\(Count.words(all.count, "address", "addresses")) known, \(others.count) of them from the address book alone"
        if reached == 0 {
            // What was not tried may answer.
            return Checkup("peers", tried.count < all.count ? .warning : .fault,
                "\(known): none of \(tried.count) that were tried answers",
                remedy: "check this machine's network and firewall; ask the others' keepers for an address")
        }
        return Checkup("peers", .fine,
            "\(known); \(reached) of \(tried.count) that were tried can be dialled, so that it would rejoin through them")
    }

    /// Addresses that are tried: one that does not answer takes two seconds.
    private static let mostTried = 8
}

/// Trying an address with plain sockets.
package enum PortTrial {
    /// - Returns: the `errno` of binding; 0 where it can be bound.
    static func bind(_ address: Address, kind: Int32) -> Int32 {
        withSocket(address, kind: kind) { descriptor, info in
            var yes: Int32 = 1
            // As the node does: a port that was just let go of is free.
            setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
            return Glibc.bind(descriptor, info.ai_addr, info.ai_addrlen) == 0 ? 0 : errno
        } ?? EADDRNOTAVAIL
    }

    /// Whether a connection is taken within a time.
    static func connect(_ address: Address, milliseconds: Int32) -> Bool {
        withSocket(address, kind: Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)) { descriptor, info in
            if Glibc.connect(descriptor, info.ai_addr, info.ai_addrlen) == 0 { return true }
            guard errno == EINPROGRESS else { return false }
            var watch = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard poll(&watch, 1, milliseconds) == 1 else { return false }
            var code: Int32 = 0, size = socklen_t(MemoryLayout<Int32>.size)
            return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size) == 0 && code == 0
        } ?? false
    }

    /// The status with which a page's `/health` answers; nil where no answer comes in time: a machine takes connections for
    /// a program that hangs.
    package static func status(ofPageAt address: Address, seconds: Int = 6) -> Int? {
        withSocket(address, kind: Int32(SOCK_STREAM.rawValue)) { descriptor, info -> Int? in
            var limit = timeval(tv_sec: seconds, tv_usec: 0)
            for side in [SO_RCVTIMEO, SO_SNDTIMEO] {
                setsockopt(descriptor, SOL_SOCKET, side, &limit, socklen_t(MemoryLayout<timeval>.size))
            }
            let request = Array("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
            guard Glibc.connect(descriptor, info.ai_addr, info.ai_addrlen) == 0,
                send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count
            else { return nil }
            var head = [UInt8](repeating: 0, count: 12)
            guard recv(descriptor, &head, head.count, Int32(MSG_WAITALL)) == head.count else { return nil }
            let words = String(decoding: head, as: UTF8.self)
            return words.hasPrefix("HTTP/1.") ? Int(words.suffix(3)) : nil
        } ?? nil
    }

    private static func withSocket<T>(_ address: Address, kind: Int32, _ body: (Int32, addrinfo) -> T) -> T? {
        var hints = addrinfo(), found: UnsafeMutablePointer<addrinfo>?
        hints.ai_socktype = kind & ~(Int32(SOCK_NONBLOCK.rawValue))
        guard getaddrinfo(address.host, "\(address.port)", &hints, &found) == 0, let found else { return nil }
        defer { freeaddrinfo(found) }
        let descriptor = socket(found.pointee.ai_family, kind | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return body(descriptor, found.pointee)
    }
}
