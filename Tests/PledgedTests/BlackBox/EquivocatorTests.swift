import Foundation
import Testing

/// Somebody who signs two or three stories with one key, from copies of their home.
@Suite struct EquivocatorTests {
    @Test(arguments: [2, 3])
    func everybodyHoldsAProofAndTheSameTotals(_ count: Int) throws {
        let village = try Village(count + 1)
        let liar = village.homes[count], nodes = Array(village.homes.prefix(count))
        try village.pledge(liar, "3 EUR")
        for node in nodes { try meet(liar, node) }
        let base = try inStep(nodes)

        let faces = try (0..<count).map { _ in try PledgedHome(nil) }
        for face in faces { try liar.copy(to: face) }
        for (number, face) in faces.enumerated() {
            for _ in 0...number { try village.pledge(face, "\(number + 1)00 EUR", "--risk-fork") }
        }
        for (face, node) in zip(faces, nodes) { try meet(face, node) }
        // Each node believes the face that it saw.
        let told = try nodes.map { try $0.standing() }
        #expect(Set(told.map(\.root)).count == count && told.allSatisfy { $0.forks == 0 }, "\(told)")
        for (number, node) in nodes.enumerated() {
            #expect(try village.pledged(node) == 300 + (number + 1) * (number + 1) * 10_000)
        }

        var daemons: [PledgedDaemon] = []
        for node in nodes { daemons.append(try PledgedDaemon(node, peers: daemons.suffix(1).map(\.address))) }
        let honest = try village.pledge(nodes[0], "1 EUR")
        let after = try eventually("a proof everywhere", or: { "\(try nodes.map { try $0.standing() })" }) {
            let all = try nodes.map { try $0.standing() }
            return all.allSatisfy { $0.root == all[0].root && $0.forks == 1 && $0.entries > base.entries } ? all[0] : nil
        }
        #expect(after.entries == base.entries + 1, "\(after)")
        let place = try proof(nodes[0]).number("seq")
        for node in nodes {
            let proof = try proof(node)
            #expect(try proof.text("author") == liar.key())
            #expect(try proof.number("seq") == place)
            #expect(try village.pledged(node) == 400)
            #expect(try node.json("show", honest).text("standing") == "counts")
            #expect(try node.json("audit").text("root") == after.root)
        }
    }

    /// One after the other tells the same node; the second story is the proof.
    @Test func twoFacesToOneNode() throws {
        let village = try Village(2)
        let liar = village.homes[1], copy = try PledgedHome(nil)
        let daemon = try PledgedDaemon(village.founder)
        try village.pledge(liar)
        try liar.copy(to: copy)
        try village.pledge(liar, "2 EUR")
        try liar.run("sync", daemon.address).expectFine()
        try copy.run("pledge", village.project, "1 EUR").expectUnsigned(75, "--risk-fork")
        try village.pledge(copy, "3 EUR", "--risk-fork")
        let second = try copy.run("sync", daemon.address, "--patience", "5").expectFine()
        try eventually("the proof", or: { "\(second)\n\(daemon.logs)" }) { try village.founder.standing().forks == 1 }
        try inStep([village.founder, copy])
        try copy.run("pledge", village.project, "1 EUR").expectUnsigned(77, "two entries")
        #expect(try village.pledged(village.founder) == 100)
        let key = try liar.key(), founder = village.founder
        let members = try founder.run("list", "members", "--json").objects()
        #expect(try members.filter { try $0.number("fork") > 0 }.map { try $0.text("key") } == [key])
        let lines = try founder.run("list", "members").outputLines
        #expect(lines.filter { $0.contains("told two stories at place") }.map { $0.hasPrefix(key) } == [true])
    }

    /// Two linked nodes hear a story each at the same time, so that proof and comparison cross; nobody
    /// then waits for the next round of comparing.
    @Test(arguments: 1...4) func crossingStoriesAreSettledAtOnce(_ round: Int) throws {
        let village = try Village(3)
        let nodes = Array(village.homes.prefix(2)), liar = village.homes[2], copy = try PledgedHome(nil)
        let first = try PledgedDaemon(nodes[0])
        let second = try PledgedDaemon(nodes[1], peers: [first.address])
        try eventually("a link") { try !nodes[1].json("status").list("peers").isEmpty }
        try liar.copy(to: copy)
        try village.pledge(liar, "500 EUR")
        try village.pledge(copy, "1 EUR", "--risk-fork")
        let begin = ContinuousClock.now
        for (face, daemon) in [(liar, first), (copy, second)] {
            let result = try face.run("sync", daemon.address)
            #expect(result.code == 0, "round \(round): \(result)\n\(daemon.logs)")
        }
        #expect(ContinuousClock.now - begin < .seconds(20), "round \(round)\n\(second.logs)")
        try eventually("a proof") { try nodes.allSatisfy { try $0.standing().forks == 1 } }
        try inStep(nodes)
    }

    /// One session between two homes.
    private func meet(_ one: PledgedHome, _ other: PledgedHome) throws {
        let daemon = try PledgedDaemon(other)
        let result = try one.run("sync", daemon.address)
        #expect(result.code == 0, "\(result)\n\(daemon.logs)")
        try daemon.stop()
    }

    private func proof(_ home: PledgedHome) throws -> JSONFields {
        let forks = try home.run("list", "forks", "--json").objects()
        #expect(forks.count == 1)
        return try #require(forks.first)
    }
}
