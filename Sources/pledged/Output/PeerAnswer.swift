import GossipNet
import PledgeLedger

/// A peer as `status` and `peers` print it.
extension NodeStatus.Peer {
    /// The node's key as people read it.
    private var name: String { PublicKey(hex: node).map(KeyText.node) ?? node }

    /// Enough of it to tell it from others.
    var shortName: String { PublicKey(hex: node).map(KeyText.shortNode) ?? String(node.prefix(14)) }

    var json: JSON {
        .known([
            .init("node", .string(name)), .init("address", .string(address)), .init("dialled", .bool(isDialled)),
            .init("since", .number(since)), roundTrip.map { .init("round_trip_ms", .number($0)) },
            .init("useful", .number(useful)), .init("cost", .number(cost)), .init("why", .string(reason.rawValue)),
            .init("udp", hasDatagrams.map { .bool($0) } ?? .null), .init("udp_blocked", .bool(hasDatagrams == false)),
            .init("suspected", .bool(isSuspected)),
            .init("collectives", .array(collectives.map { collective in
                .object([
                    .init("id", .string(collective.id)), .init("in_step", .bool(collective.isInStep)),
                    .init("received", .number(collective.received)), .init("expected", .number(collective.expected)),
                    .init("seconds_left", collective.secondsLeft.map { .number($0) } ?? .null),
                ])
            })),
        ])
    }

    var lines: [String] {
        ["  \(shortName) at \(SafeText.shown(address))\(isDialled ? "" : ", who dialled"), since \(ISODate.text(since))"]
            + collectives.map { "    \($0.id.prefix(12)) \($0.words)" }
    }

    /// Cells of the table that `peers` prints.
    var cells: [String] {
        [
            shortName, SafeText.shown(address), ISODate.text(since), isDialled ? "out" : "in",
            roundTrip.map { "\($0) ms" } ?? "", "\(useful)", "\(cost)", reason.words, remark,
        ]
    }

    /// What a keeper should know of the link; empty where all is well.
    private var remark: String {
        if isSuspected { return "answers nothing" }
        if hasDatagrams == false { return "UDP blocked" }
        return collectives.allSatisfy(\.isInStep) ? "in step" : "behind or ahead"
    }
}

extension NodeStatus.LinkReason {
    var words: String {
        switch self {
        case .given: "given by hand"
        case .chosen: "chosen as a neighbour"
        case .asked: "asked to be a neighbour"
        case .trial: "being tried"
        case .session: "one session"
        }
    }
}

extension NodeStatus.Use {
    var json: JSON {
        .object([.init("name", .string(name)), .init("used", .number(used)), .init("bound", .number(bound))])
    }
}

extension [NodeStatus.Use] {
    /// A line each, fullest first.
    var lines: [String] {
        let sorted = sorted { $0.used * 1_000 / Swift.max(1, $0.bound) > $1.used * 1_000 / Swift.max(1, $1.bound) }
        return ["", "bounds:"] + sorted.map { use in
            let share = use.used * 100 / Swift.max(1, use.bound)
            return "  \(use.name): \(Count.text(use.used)) of \(Count.text(use.bound)) (\(share) %)\(share >= 80 ? ", nearly full" : "")"
        }
    }
}
