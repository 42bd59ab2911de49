import Foundation
import Testing

/// Rules that the sources keep to, read from the sources themselves.
@Suite struct SourceLintTests {
    private struct Source {
        let path: String
        let lines: [Substring]
        var isGenerated: Bool { path.contains("/Generated/") }
    }

    private static func sources(_ folder: String = "Sources") throws -> [Source] {
        let path = pledgedTestsRoot.appendingPathComponent(folder).resolvingSymlinksInPath().path
        let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") } ?? []
        try #require(!names.isEmpty, "no sources in \(path)")
        return try names.map { name in
            let text = try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
            return Source(path: "\(folder)/\(name)", lines: text.split(separator: "\n", omittingEmptySubsequences: false))
        }
    }

    private static func lines(_ pattern: some RegexComponent, in folder: String, but allowed: String? = nil) throws -> [String] {
        try sources(folder).filter { source in !source.isGenerated && !(allowed.map(source.path.contains) ?? false) }
            .flatMap { source in
                source.lines.enumerated().filter { !$0.element.contains("///") && !$0.element.matches(of: pattern).isEmpty }
                    .map { "\(source.path):\($0.offset + 1): \($0.element)" }
            }
    }

    @Test func socketsAreTheShellsAlone() throws {
        #expect(try Self.lines(/^ *import NIO/, in: "Sources/GossipNet", but: "/Shell/") == [])
        #expect(try Self.lines(/^ *import NIO/, in: "Sources/PledgeLedger") == [])
    }

    @Test func theCoreHasNoClockChanceOrFilesOfItsOwn() throws {
        let pattern = /Date\(|Clock\b.*\.now|\.random\((?!.*using:)|shuffled\(\)|randomElement\(\)|FileManager|import Foundation|import Dispatch/
        #expect(try Self.lines(pattern, in: "Sources/GossipNet/Core") == [])
    }

    @Test func nothingThatInputCanReachEndsTheProcess() throws {
        let pattern = #/try!|fatalError\(|preconditionFailure\(|\bas!/#
        #expect(try Self.lines(pattern, in: "Sources") == [])
    }

    @Test func roomsKnowOnlyTheRoomsBelow() throws {
        #expect(try Self.lines(/^ *import (GossipNet|pledged)/, in: "Sources/PledgeLedger") == [])
        #expect(try Self.lines(/^ *import pledged/, in: "Sources/GossipNet") == [])
        #expect(try Self.lines(/^ *import GRDB/, in: "Sources/GossipNet") == [])
    }

    @Test func noLineHoldsControlCharactersOrTabs() throws {
        for source in try Self.sources() {
            let bad = source.lines.firstIndex { line in line.unicodeScalars.contains { $0.value < 32 || $0.value == 127 } }
            #expect(bad == nil, "\(source.path):\((bad ?? 0) + 1)")
        }
    }

    @Test func functionsFitOnAScreen() throws {
        for source in try Self.sources() where !source.isGenerated {
            var open: (line: Int, indent: Int)?
            for (number, line) in source.lines.enumerated() {
                let indent = line.prefix { $0 == " " }.count
                if line.contains(/\bfunc [^{]*\{ *$/) || line.contains(/\binit[?(<].*\{ *$/) {
                    open = (number, indent)
                } else if let start = open, indent == start.indent, line.hasPrefix(String(repeating: " ", count: indent) + "}") {
                    #expect(number - start.line <= 70, "\(source.path):\(start.line + 1) has \(number - start.line) lines")
                    open = nil
                }
            }
        }
    }

    /// The bounds of the network are in one file, which names those of the other rooms; and so does SECURITY.md.
    @Test func limitsAreInTheFileOfTheirRoom() throws {
        let declared = try Self.sources().filter { source in
            source.lines.contains { $0.contains(/^(public |package )?(enum|struct) ([A-Za-z]*Limits|LogLimit)\b/) }
        }.map(\.path)
        let home = "Sources/GossipNet/Wire/Limits.swift", socket = "Sources/GossipNet/Shell/Control/ControlSocket.swift"
        #expect(declared.filter { $0.hasPrefix("Sources/GossipNet/") } == [home])
        let root = pledgedTestsRoot.resolvingSymlinksInPath().path
        let text = try String(contentsOfFile: "\(root)/\(home)", encoding: .utf8)
        let security = try String(contentsOfFile: "\(root)/SECURITY.md", encoding: .utf8)
        for path in declared + [socket] {
            let isNamed = path == home || text.contains(path), isLinked = security.contains("](\(path))")
            #expect(isNamed && isLinked, "\(path) is not named in Limits.swift, or not linked in SECURITY.md")
            #expect(FileManager.default.fileExists(atPath: "\(root)/\(path)"))
        }
    }

    /// But for the limits of the network, which are one list.
    @Test func filesAreSmall() throws {
        for source in try Self.sources() where !source.isGenerated && !source.path.hasSuffix("/Wire/Limits.swift") {
            #expect(source.lines.count <= 450, "\(source.path) has \(source.lines.count) lines")
        }
    }
}
