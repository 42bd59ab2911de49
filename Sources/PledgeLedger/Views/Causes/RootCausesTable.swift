import GRDB

/// The last root causes that were computed, kept while what they rest on is the same.
struct RootCausesTable {
    let database: Database
    let collective: Int64

    /// What a result holds for.
    struct Terms: Hashable {
        /// Counts the changes to what root causes rest on.
        var change: UInt64
        /// Of the kept keys without a voice, in order.
        var silent: Digest
    }

    func terms(silent: Set<PublicKey>) throws -> Terms {
        let change = try Prepared(database, "SELECT number FROM cause_change WHERE collective = ?").bind(1, collective)
            .first { $0.uint(0) } ?? 0
        return Terms(change: change, silent: SHA256.hash(silent.sorted().flatMap(\.bytes)))
    }

    /// Whether the result holds at a cutoff.
    func holds(_ terms: Terms, at cutoff: Cutoff) throws -> Bool {
        try Prepared(database, "SELECT low, high FROM root_causes WHERE collective = ? AND change = ? AND silent = ?")
            .bind(1, collective).bind(2, terms.change).bind(3, terms.silent)
            .first { ClaimedSpan(low: $0.uint(0), high: $0.uint(1)).holds(cutoff) } ?? false
    }

    /// The result, if it holds at a cutoff.
    func find(_ terms: Terms, at cutoff: Cutoff) throws -> RootCauses? {
        let found = try Prepared(database, """
            SELECT low, high, problems, edges, circles, rounds FROM root_causes WHERE collective = ? AND change = ? AND silent = ?
            """).bind(1, collective).bind(2, terms.change).bind(3, terms.silent).first { row -> RootCauses? in
                guard ClaimedSpan(low: row.uint(0), high: row.uint(1)).holds(cutoff) else { return nil }
                return RootCauses(problems: row.buffer(2), edges: row.buffer(3), circles: row.buffer(4), rounds: Int(row.int(5)))
            }
        return found ?? nil
    }

    /// Its problems alone.
    func problems(_ terms: Terms, at cutoff: Cutoff) throws -> [RootCauses.Standing]? {
        let found = try Prepared(database, """
            SELECT low, high, problems FROM root_causes WHERE collective = ? AND change = ? AND silent = ?
            """).bind(1, collective).bind(2, terms.change).bind(3, terms.silent).first { row -> [RootCauses.Standing]? in
                guard ClaimedSpan(low: row.uint(0), high: row.uint(1)).holds(cutoff) else { return nil }
                return RootCauses.standings(row.buffer(2))
            }
        return found ?? nil
    }

    func keep(_ roots: RootCauses, _ terms: Terms, _ span: ClaimedSpan) throws {
        let bytes = roots.stored
        try Prepared(database, """
            INSERT OR REPLACE INTO root_causes (collective, change, low, high, silent, problems, edges, circles, rounds)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """).bind(1, collective).bind(2, terms.change).bind(3, span.low).bind(4, span.high).bind(5, terms.silent)
            .bind(6, bytes.problems).bind(7, bytes.edges).bind(8, bytes.circles).bind(9, UInt64(roots.rounds)).run()
    }
}

extension RootCauses {
    private static let standingLength = 56, edgeLength = 32

    /// As the store keeps it: fixed lengths, big-endian, problems by their place.
    var stored: (problems: [UInt8], edges: [UInt8], circles: [UInt8]) {
        var standings: [UInt8] = [], flows: [UInt8] = [], rings: [UInt8] = []
        standings.reserveCapacity(problems.count * Self.standingLength)
        flows.reserveCapacity(edges.count * Self.edgeLength)
        for standing in problems {
            standing.problem.raw.withUnsafeBytes { standings.append(contentsOf: $0) }
            standings.append(bigEndian: standing.start)
            standings.append(bigEndian: standing.residue)
            standings.append(bigEndian: standing.weight)
        }
        for flow in edges.flows {
            flows.append(bigEndian: flow.cause)
            flows.append(bigEndian: flow.effect)
            flows.append(bigEndian: flow.inFavour)
            flows.append(bigEndian: flow.against)
            flows.append(bigEndian: flow.carried)
        }
        for circle in circles {
            rings.append(bigEndian: UInt32(clamping: circle.count))
            for problem in circle { rings.append(bigEndian: UInt32(clamping: place(of: problem) ?? 0)) }
        }
        return (standings, flows, rings)
    }

    /// What was stored; nil where it is damaged.
    init?(
        problems: UnsafeRawBufferPointer, edges: UnsafeRawBufferPointer, circles: UnsafeRawBufferPointer, rounds: Int
    ) {
        guard let standings = Self.standings(problems), edges.count % Self.edgeLength == 0, circles.count % 4 == 0 else { return nil }
        var flows: [CauseEdges.Flow] = [], rings: [[EntryID]] = []
        flows.reserveCapacity(edges.count / Self.edgeLength)
        for at in stride(from: 0, to: edges.count, by: Self.edgeLength) {
            let flow = CauseEdges.Flow(
                cause: edges.bigEndian(UInt32.self, at: at), effect: edges.bigEndian(UInt32.self, at: at + 4),
                inFavour: edges.bigEndian(UInt64.self, at: at + 8), against: edges.bigEndian(UInt64.self, at: at + 16),
                carried: edges.bigEndian(UInt64.self, at: at + 24))
            guard flow.cause < standings.count, flow.effect < standings.count else { return nil }
            flows.append(flow)
        }
        var at = 0
        while at < circles.count {
            let end = at + 4 + 4 * Int(circles.bigEndian(UInt32.self, at: at))
            guard end <= circles.count else { return nil }
            let places = stride(from: at + 4, to: end, by: 4).map { Int(circles.bigEndian(UInt32.self, at: $0)) }
            guard places.allSatisfy(standings.indices.contains) else { return nil }
            rings.append(places.map { standings[$0].problem })
            at = end
        }
        self.init(problems: standings, flows: flows, circles: rings, rounds: rounds)
    }

    static func standings(_ bytes: UnsafeRawBufferPointer) -> [Standing]? {
        guard bytes.count % standingLength == 0 else { return nil }
        return stride(from: 0, to: bytes.count, by: standingLength).map { at in
            Standing(
                problem: EntryID(bytes.bytes32(at: at)), start: bytes.bigEndian(UInt64.self, at: at + 32), residue: bytes.bigEndian(UInt64.self, at: at + 40),
                weight: bytes.bigEndian(UInt64.self, at: at + 48))
        }
    }
}
