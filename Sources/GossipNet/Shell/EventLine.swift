import Logging
import PledgeLedger

/// A line for the log, and how often it may be said again.
package struct EventLine: Sendable, Equatable {
    package var level: Logger.Level
    package var text: String
    /// What the line is about; lines about one thing are counted together. Nil for one that never repeats itself
    /// without end.
    package var about: String?
    /// How many lines about that may come within ``Limits/logAgain``.
    package var atOnce: Int

    package init(_ level: Logger.Level, _ text: String, about: String? = nil, atOnce: Int = 1) {
        self.level = level
        self.text = text
        self.about = about
        self.atOnce = atOnce
    }
}

extension Event {
    /// How an event is logged.
    /// - Parameters:
    ///   - link: what to call the node at the other end of a link.
    ///   - node: what to call a node.
    package func line(link: (LinkID) -> String, node: (PublicKey) -> String) -> EventLine {
        switch self {
        case .dialing, .dialFailed, .linked, .unlinked, .hello: linkLine(link: link, node: node)
        case .behind, .walking, .caughtUp, .stalled, .fruitless, .grafted, .pruned, .muted: catchUpLine(link: link)
        case .suspected, .cleared, .dead, .datagramsBlocked, .datagramsPass: probeLine(node: node)
        case .forkSeen(let id, let author, let seq):
            EventLine(.notice, "author \(author.short) of \(id.short) signed two entries at place \(seq)")
        case .differenceFound(let channel, let author, let seq):
            EventLine(.info, "histories of author \(author.short) differ from place \(seq) on here and at node \(link(channel.link))",
                about: "difference \(link(channel.link)) \(author.hex)")
        case .ownHead(let channel, let key, _, let held):
            EventLine(.debug, "node \(node(key)) holds \(held) of the owner's feed in \(channel.collective.short)")
        case .misbehaviour(_, let key, let what):
            EventLine(.warning, "node \(node(key)): \(what)", about: "misbehaviour \(key.hex)", atOnce: 3)
        case .arrived(_, let author, let seq, let hops, _):
            EventLine(.trace, "entry \(seq) of author \(author.short) came over \(hops) links")
        case .pushedTwice(_, let entries): EventLine(.trace, "\(entries) entries came twice")
        }
    }

    private func linkLine(link: (LinkID) -> String, node: (PublicKey) -> String) -> EventLine {
        switch self {
        case .dialFailed(let address, let again):
            EventLine(.info, "no link to \(address); next try in \((again + 999) / 1_000) s", about: "dial \(address)", atOnce: 3)
        case .linked(_, let key, let role):
            EventLine(.info, "linked with node \(node(key))\(role == .initiator ? "" : ", who dialled")", about: "linked \(key.hex)", atOnce: 3)
        case .unlinked(_, let key, let reason):
            EventLine(.info, "link with node \(node(key)) ended: \(reason?.description ?? "the connection was lost")",
                about: "unlinked \(key.hex)", atOnce: 3)
        case .hello(let id, _, let common):
            EventLine(.info, "collectives in common with node \(link(id)): \(common.count)", about: "hello \(link(id))", atOnce: 3)
        case .dialing(let address): EventLine(.debug, "dialling \(address)")
        default: EventLine(.debug, "\(self)")
        }
    }

    private func catchUpLine(link: (LinkID) -> String) -> EventLine {
        switch self {
        case .behind(let channel, let entries):
            EventLine(.debug, "\(channel.collective.short) differs at node \(link(channel.link)); it has \(entries) entries more")
        case .walking(let channel): EventLine(.debug, "comparing \(channel.collective.short) with node \(link(channel.link))")
        case .caughtUp(let channel, let accepted):
            EventLine(accepted > 0 ? .info : .debug,
                "took \(accepted) \(accepted == 1 ? "entry" : "entries") of \(channel.collective.short) from node \(link(channel.link))")
        case .stalled(let channel):
            EventLine(.warning, "catching up on \(channel.collective.short) with node \(link(channel.link)) stood still and was given up",
                about: "stalled \(link(channel.link)) \(channel.collective.hex)")
        case .fruitless(let channel, let pause):
            EventLine(.notice, "\(channel.collective.short) differs from node \(link(channel.link))'s, and comparing brings nothing; "
                + "again in \(pause / 1_000) s", about: "fruitless \(link(channel.link)) \(channel.collective.hex)")
        case .grafted(let channel): EventLine(.debug, "node \(link(channel.link)) pushes \(channel.collective.short) from now on")
        case .pruned(let channel): EventLine(.debug, "node \(link(channel.link)) announces \(channel.collective.short) from now on")
        case .muted(let channel):
            EventLine(.info, "node \(link(channel.link)) announces what it does not deliver, and is not heeded for a while",
                about: "muted \(link(channel.link))")
        default: EventLine(.debug, "\(self)")
        }
    }

    private func probeLine(node: (PublicKey) -> String) -> EventLine {
        switch self {
        case .suspected(let key): EventLine(.info, "node \(node(key)) answers nothing", about: "suspected \(key.hex)", atOnce: 3)
        case .cleared(let key): EventLine(.info, "node \(node(key)) answers again", about: "cleared \(key.hex)", atOnce: 3)
        case .dead(let key): EventLine(.notice, "node \(node(key)) is taken for dead", about: "dead \(key.hex)", atOnce: 3)
        case .datagramsBlocked(let key):
            EventLine(.warning, "UDP is blocked between us and node \(node(key)): only its link answers", about: "blocked \(key.hex)", atOnce: 2)
        case .datagramsPass(let key): EventLine(.info, "UDP reaches node \(node(key)) again", about: "pass \(key.hex)", atOnce: 2)
        default: EventLine(.debug, "\(self)")
        }
    }
}

extension PublicKey {
    /// As much of a key as a line needs to tell whose it is.
    var short: String { String(hex.prefix(12)) }
}

extension EntryID {
    /// As much of an id as a line needs.
    var short: String { String(hex.prefix(12)) }
}

extension Node {
    /// What the log calls a node.
    func name(_ key: PublicKey) -> String { config.nodeName(key) }

    /// Writes a line, unless it was said often enough.
    func log(_ line: EventLine) {
        guard line.level >= config.logger.logLevel, let text = repeats.passes(line, now: now) else { return }
        config.logger.log(level: line.level, "\(text)")
    }
}
