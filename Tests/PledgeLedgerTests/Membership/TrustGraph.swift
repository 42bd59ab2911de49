import Foundation
import PledgeLedger
import Testing

/// Who vouches for whom in a published graph of a community, read from its file: each certificate a vouch,
/// in the file's order.
struct TrustGraph {
    static let path = "data/trust/advogato-2000-08-11.dot"

    /// People by number, in the order in which the file names them.
    let names: [String]
    /// Whom each vouches for, by number.
    let given: [Int: [Int]]
    let certificates: Int
    let founders: [Int]

    init() throws {
        let text = try String(contentsOf: Shared.file(Self.path), encoding: .utf8)
        var numbers: [Substring: Int] = [:], names: [String] = [], given: [Int: [Int]] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard words.count > 2, words[1] == "->" else { continue }
            let pair = [words[0], words[2]].map { name in
                if let known = numbers[name] { return known }
                numbers[name] = names.count
                names.append(String(name))
                return names.count - 1
            }
            given[pair[0], default: []].append(pair[1])
        }
        (self.names, self.given) = (names, given)
        certificates = given.values.reduce(0) { $0 + $1.count }
        founders = try ["raph", "federico", "miguel", "alan"].map { name in
            try #require(names.firstIndex(of: name))
        }
    }

    /// A key for each person and each attacker, by number.
    private static let keys: [PublicKey] = (0..<4_000).compactMap { number in
        var bytes = [UInt8](repeating: 0, count: 24)
        bytes.append(bigEndian: UInt64(number + 1))
        return PublicKey(bytes: bytes)
    }

    static func key(_ number: Int) throws -> PublicKey {
        try #require(keys.indices.contains(number))
        return keys[number]
    }

    /// The vouches of a graph as the ladder takes them, in the order of the numbers.
    static func positions(_ given: [Int: [Int]]) throws -> [VouchLadder.Positions] {
        try given.sorted { $0.key < $1.key }.map { from, to in
            VouchLadder.Positions(voucher: try key(from), subjects: to.map { (keys[$0], true) })
        }
    }

    func charter(_ ladder: [UInt32] = Charter.defaultLadder) throws -> Charter {
        Charter(founders: try founders.map(Self.key), vouchesNeeded: 2, ladder: ladder)
    }
}

/// A thousand keys of one attacker, and members of a graph who were fooled into vouching for some of them.
struct TrustAttack {
    static let keys = 1_000, fooling = 20

    private let graph: TrustGraph
    private var given: [Int: [Int]]
    private let attackers: Range<Int>

    /// - Parameter fooled: members who give their first vouches to the same attackers.
    init(_ graph: TrustGraph, fooled: [Int]) {
        self.graph = graph
        attackers = graph.names.count..<graph.names.count + Self.keys
        given = graph.given
        for member in fooled { given[member] = Array(attackers.prefix(Self.fooling)) + (given[member] ?? []) }
    }

    /// How many attackers get in when each vouches for the next hundred after it, the first ones for all.
    func inOrder(_ ladder: [UInt32] = Charter.defaultLadder) throws -> Int {
        var given = given
        for (place, attacker) in attackers.enumerated() {
            let most = place < Self.fooling ? Self.keys - 1 : 100
            given[attacker] = (1...most).map { attackers.lowerBound + (place + $0) % Self.keys }
        }
        return try admitted(given, ladder).count
    }

    /// How many get in at best: whoever got in spends each vouch, with one other, on one who is still outside,
    /// and nobody more than twice.
    func inPairs() throws -> Int {
        var given = given, spent: Set<Int> = []
        while true {
            let inside = try admitted(given)
            let ready = inside.keys.filter { !spent.contains($0) }
            guard let nearest = ready.compactMap({ inside[$0] }).min() else { return inside.count }
            let ring = ready.filter { inside[$0] == nearest }.sorted()
            let most = Int(nearest) < Charter.defaultLadder.count ? Int(Charter.defaultLadder[Int(nearest)]) : 0
            let vouches = (0..<most).flatMap { _ in ring }
            for attacker in ring { given[attacker] = [] }
            spent.formUnion(ring)
            let outside = attackers.filter { inside[$0] == nil }
            for (subject, at) in zip(outside, stride(from: 0, to: vouches.count - 1, by: 2)) where vouches[at] != vouches[at + 1] {
                for voucher in [vouches[at], vouches[at + 1]] { given[voucher, default: []].append(subject) }
            }
        }
    }

    private func admitted(_ given: [Int: [Int]], _ ladder: [UInt32] = Charter.defaultLadder) throws -> [Int: UInt8] {
        let distances = VouchLadder.distances(charter: try graph.charter(ladder), positions: try TrustGraph.positions(given))
        return Dictionary(uniqueKeysWithValues: try attackers.compactMap { number in
            distances[try TrustGraph.key(number)].map { (number, $0) }
        })
    }
}
