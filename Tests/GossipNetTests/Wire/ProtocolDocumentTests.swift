import Foundation
import GossipNet
import PledgeLedger
import Testing

/// The protocol's page, held against the schema and against the program.
@Suite struct ProtocolDocumentTests {
    private struct Field {
        let message: String
        let name: String
        let number: Int
    }

    private static func lines(_ path: String) throws -> [String] {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// Every field of every message of the schema.
    private static func fields() throws -> [Field] {
        var open: [String] = [], fields: [Field] = []
        for line in try lines("proto/frames.proto") {
            let words = line.split(whereSeparator: { " ;".contains($0) }).map(String.init)
            if words.count >= 3, ["message", "oneof", "enum"].contains(words[0]) {
                open.append(words[0] == "message" ? words[1] : words[0])
            } else if words.first == "}" {
                open.removeLast()
            } else if let equals = words.firstIndex(of: "="), equals >= 2, equals + 1 < words.count, !line.contains("//"),
                let number = Int(words[equals + 1]), let message = open.last(where: { $0 != "oneof" }), message != "enum"
            {
                // The schema of views has a Walk of its own.
                let name = message == "Walk" && open.contains("Views") ? "Views.Walk" : message
                fields.append(Field(message: name, name: words[equals - 1], number: number))
            }
        }
        return fields
    }

    @Test func everyMessageAndFieldIsOnThePage() throws {
        let rows = try Self.lines("docs/gossip-protocol.md").filter { $0.hasPrefix("| ") }, fields = try Self.fields()
        try #require(fields.count > 80, "\(fields.count) fields")
        for field in fields where ["Frame", "Views"].contains(field.message) {
            #expect(rows.contains { $0.hasPrefix("| \(field.number) | \(field.name) |") }, "\(field)")
        }
        // What a part is called on the page, where that is not its name; a pong is a ping of another number.
        let parts = ["Views.Walk": "Walk (of views)"]
        let kinds = ["IdsRequest": "ids_request"]
        for field in fields where !["Frame", "Views"].contains(field.message) && (field.name, field.number) != ("collective", 1) {
            let kind = kinds[field.message] ?? field.message.lowercased()
            let part = parts[field.message] ?? field.message
            let row = rows.first { row in
                let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
                return cells.first == part || parts[field.message] == nil && cells.dropFirst().first == kind && Int(cells[0]) != nil
            }
            #expect(row?.contains("\(field.name) (\(field.number)") == true, "\(field): \(row ?? "no row")")
        }
    }

    /// Every bound has its reason, and those on addresses are the program's.
    @Test func everyLimitHasAReason() throws {
        let lines = try Self.lines("docs/gossip-protocol.md"), start = try #require(lines.firstIndex(of: "## Limits"))
        let rows = lines[(start + 1)...].prefix { !$0.hasPrefix("## ") }.filter { $0.hasPrefix("| ") }.map { row in
            row.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast().map { $0.trimmingCharacters(in: .whitespaces) }
        }
        try #require(rows.count > 60, "\(rows.count) rows")
        for row in rows { #expect(row.count == 3 && row.allSatisfy { !$0.isEmpty }, "\(row)") }
        for (name, bound) in [("addresses known", Limits.bookPlaces), ("addresses given by hand", Limits.addresses)] {
            #expect(rows.first { $0[0] == name }?[1].replacing(",", with: "") == "\(bound)", "\(name)")
        }
    }

    @Test func theSealedExamplesAreRight() throws {
        let (dialler, acceptor) = try linkedPair()
        let hash = try (dialler.link?.handshakeHash).orFail()
        let frame = try dialler.seal(FrameCodec.encode(.ping(1)))
        let root = try #require(Digest(hex: String(repeating: "06", count: 32)))
        let plain = DatagramCodec.encode(.ping(
            number: 1, suspected: false, incarnation: 0, roots: .stating([.init(collective: 0, root: root)])))
        let datagram = try DatagramSealTests.End(dialler).seal.seal(plain)
        let length = try #require(FrameHeader.bytes(length: frame.count, phase: .transport))
        let examples: [(String, [UInt8])] = [
            ("handshake hash:", hash.bytes),
            ("the dialler's first frame, ping 1, with its length:", [length.0, length.1] + frame),
            ("datagram, before sealing: ping 1, not suspected, incarnation 0, of collective 0 the root of 32 bytes of 06:", plain),
            ("the dialler's first datagram, the same sealed (its counter is 0):", datagram),
            ("views, join:", FrameCodec.encode(.views(.join))),
            ("views, disconnect:", FrameCodec.encode(.views(.disconnect))),
        ]
        let lines = try Self.lines("docs/gossip-protocol.md")
        for (name, bytes) in examples {
            let place = try #require(lines.firstIndex(of: name), "\(name)")
            let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            #expect(lines[place + 1].trimmingCharacters(in: .whitespaces) == hex, "\(name)")
        }
        // What is on the page opens at the other end.
        #expect(try acceptor.open(frame) == FrameCodec.encode(.ping(1)))
        #expect(try DatagramSealTests.End(acceptor).seal.open(datagram) == plain)
    }
}
