import Foundation
import GossipNet
import Testing
import pledged

/// What the doctor makes of a node's links.
@Suite struct NetworkCheckupsTests {
    private static let now: UInt64 = 1_800_000_000_000

    private struct Link {
        var collective = String(repeating: "ab", count: 32)
        var isInStep = false
        var lacking: UInt64 = 0
        /// Seconds ago.
        var apart: UInt64?
        var came: UInt64?
    }

    /// A running node with these links, as it tells of itself.
    private func status(_ links: [Link], isReadOnly: Bool = false) throws -> NodeStatus {
        func ago(_ seconds: UInt64?) -> Any { seconds.map { Self.now - $0 * 1_000 } ?? NSNull() }
        let peers = links.enumerated().map { number, link in
            [
                "node": String(repeating: "0\(number + 1)", count: 32), "address": "192.0.2.\(number):7411", "isDialled": true,
                "since": Self.now - 3_600_000, "useful": 0, "cost": 0, "reason": "chosen", "isSuspected": false,
                "collectives": [[
                    "id": link.collective, "isInStep": link.isInStep, "received": 0, "expected": 0, "lacking": link.lacking,
                    "apartSince": ago(link.apart), "cameLast": ago(link.came),
                ]],
            ] as [String: Any]
        }
        let all: [String: Any] = [
            "node": String(repeating: "09", count: 32), "peers": peers, "bytesIn": 0, "bytesOut": 0, "entriesOut": 0,
            "pushes": ["entries": 0, "again": 0, "hops": 0], "uses": [], "isReadOnly": isReadOnly,
        ]
        return try JSONDecoder().decode(NodeStatus.self, from: JSONSerialization.data(withJSONObject: all))
    }

    private func peers(_ links: Link..., isReadOnly: Bool = false) throws -> Checkup {
        NetworkCheckups.peers(try status(links, isReadOnly: isReadOnly), hasCollective: true, at: Self.now)
    }

    @Test func aNodeInStepWithSomebodyIsWell() throws {
        let one = try peers(Link(isInStep: true))
        #expect(one.state == .fine && one.words == "1 link, 1 in step" && one.remedy == nil)
        // What another claims beyond what an honest peer holds is no lag of this node's, as far as it can know.
        let two = try peers(Link(isInStep: true), Link(lacking: 5_000, apart: 900))
        #expect(two.state == .fine && two.words == "2 links, 1 in step")
    }

    @Test func aNodeThatIsBehindSaysSinceWhenAndWhetherAnythingComes() throws {
        let moving = try peers(Link(lacking: 1_204, apart: 90, came: 2))
        #expect(moving.state == .warning && moving.remedy?.contains("pledged status") == true)
        #expect(moving.words.contains("; behind node1") && moving.words.hasPrefix("1 link, 0 in step"))
        #expect(moving.words.hasSuffix("in collective abababababab: it says that it holds 1,204 entries more; catching up since 2027-01-15 07:58:30Z"))
        let still = try peers(Link(lacking: 1, apart: 500, came: 185))
        #expect(still.state == .warning && still.words.hasSuffix("1 entry more; apart since 2027-01-15 07:51:40Z, nothing came for 3 min 5 s"))
        #expect(still.remedy?.contains("pledged sync") == true)
        // Nothing came since roots differ; what came before does not count.
        #expect(try peers(Link(lacking: 1, apart: 60, came: 4_000)).words.hasSuffix("nothing came for 1 min"))
        // Of several, the one from whom entries come.
        #expect(try peers(Link(lacking: 9_999, apart: 500), Link(lacking: 7, apart: 500, came: 1)).words.contains("7 entries more; catching up"))
    }

    /// A peer that claims to hold more and sends nothing is not one that this node catches up with, however short the
    /// time; and one that comes anew again and again makes nobody else's silence shorter.
    @Test func aClaimOfWhichNothingComesIsNoCatchingUp() throws {
        let fresh = try peers(Link(lacking: 9, apart: 12))
        #expect(fresh.words.hasSuffix("9 entries more; apart since 2027-01-15 07:59:48Z, nothing came yet"), "\(fresh)")
        #expect(fresh.remedy?.contains("pledged status") == true)
        // What came before roots differed does not count.
        #expect(try peers(Link(lacking: 9, apart: 12, came: 20)).words.hasSuffix("nothing came yet"))
        let two = try peers(Link(lacking: 9, apart: 3), Link(lacking: 7, apart: 600))
        #expect(two.words.contains("7 entries more") && two.words.hasSuffix("nothing came for 10 min"), "\(two)")
        #expect(two.remedy?.contains("pledged sync") == true)
    }

    /// In step in one collective, and behind with the only peer that shares another.
    @Test func everyCollectiveCounts() throws {
        let other = String(repeating: "cd", count: 32)
        let found = try peers(Link(isInStep: true), Link(collective: other, lacking: 3, apart: 40))
        #expect(found.state == .warning && found.words.contains("in collective cdcdcdcdcdcd"))
        let both = try peers(Link(lacking: 3, apart: 4), Link(collective: other, lacking: 3, apart: 40))
        #expect(both.words.contains("in collective cdcdcdcdcdcd") && both.words.hasSuffix("; so it is in 1 other collective"))
    }

    /// Whoever holds more than all peers is not behind them.
    @Test func whoIsAheadIsNotBehind() throws {
        let fresh = try peers(Link(apart: 5)), unheard = try peers(Link())
        for found in [fresh, unheard] {
            #expect(found.state == .fine && !found.words.contains("behind") && found.words.contains("comparing collective abababababab"))
        }
        let long = try peers(Link(apart: 600))
        #expect(long.state == .warning && long.words.hasSuffix("none has the same since 2027-01-15 07:50:00Z") && long.remedy != nil)
    }

    /// A full disk is told as a fault of its own; how far behind it lets the node fall nobody knows.
    @Test func aFullDiskIsNoLag() throws {
        let found = try peers(Link(lacking: 9, apart: 900), isReadOnly: true)
        #expect(found.state == .fine && found.words == "1 link")
    }
}
