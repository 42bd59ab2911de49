import Foundation
import FoundationXML
import Testing
import pledged

@Suite struct CauseSVGTests {
    /// Counts the elements of well-formed XML.
    private final class Counter: NSObject, XMLParserDelegate {
        var elements: [String: Int] = [:]
        var classes: [String: Int] = [:]
        var root: [String: String] = [:]

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            if elements.isEmpty { root = attributes }
            elements[name, default: 0] += 1
            for word in (attributes["class"] ?? "").split(separator: " ") { classes[String(word), default: 0] += 1 }
        }
    }

    private func read(_ text: String) throws -> Counter {
        let counter = Counter(), parser = XMLParser(data: Data(text.utf8))
        parser.delegate = counter
        try #require(parser.parse(), "\(String(describing: parser.parserError)) in \(text)")
        return counter
    }

    @Test(arguments: UInt64(0)..<10) func everythingIsInIt(seed: UInt64) throws {
        let diagram = CauseDiagram(seed: seed, nodes: 20, edges: 40)
        let svg = try read(CauseSVG(diagram, note: "as of now").text)
        #expect(svg.classes["problem"] == 20)
        #expect(svg.classes["name"] ?? 0 >= 20)
        // One of each kind is in the legend.
        #expect(svg.classes["cause"] == diagram.edges.count + 2)
        #expect(svg.classes["against"] ?? 0 == diagram.edges.filter { $0.against > 0 }.count + 1)
        #expect(svg.root["role"] == "img" && svg.root["aria-labelledby"] == "title desc")
        #expect(svg.elements["desc"] == 1 && svg.elements["script"] == nil)
    }

    @Test func whatOthersWroteIsText() throws {
        let bad = "</text><script>alert('1')</script>&\u{202E}\u{0}\u{FFFF}\"onload=\"x"
        let diagram = CauseDiagram(nodes: [.init(title: bad), .init(title: "")], edges: [.init(cause: 0, effect: 1, inFavour: 1, against: 1)])
        let text = CauseSVG(diagram, note: bad).text
        let svg = try read(text)
        #expect(svg.elements["script"] == nil && svg.classes["problem"] == 2)
        #expect(!text.contains("\u{202E}") && !text.contains("\u{0}"))
    }

    /// The heavier, the larger: box and letters; and what carries nothing is the thinnest line, however loud.
    @Test func weightIsSizeAndADenialIsThin() throws {
        let nodes = [0, 300, 900].map { CauseDiagram.Node(title: "A problem of some length, in words", weight: $0) }
        let diagram = CauseDiagram(nodes: nodes, edges: [
            .init(cause: 1, effect: 0, inFavour: 90, against: 90), .init(cause: 2, effect: 0, inFavour: 20), .init(cause: 2, effect: 1, inFavour: 10),
        ])
        let boxes = CauseLayout(diagram).boxes
        for (light, heavy) in zip(boxes, boxes.dropFirst()) {
            #expect(light.width < heavy.width && light.height < heavy.height && light.size.font < heavy.size.font)
        }
        let text = CauseSVG(diagram, name: "Village <fund>", note: "").text
        let widths = text.matches(of: /<path class="cause[^"]*" stroke-width="([0-9.]+)" d="M[0-9]+ [0-9]+C/).compactMap { Double($0.1) }
        #expect(widths == [1.2, 6, 3.6], "\(text)")
        #expect(text.contains("class=\"heading\"") && text.contains("Root causes: Village &lt;fund&gt;</title>"))
        #expect(text.contains("class=\"name s5\"") && text.contains("class=\"name s0\""))
        #expect(!CauseSVG(diagram, note: "", within: true).text.contains("class=\"heading\""))
    }

    @Test func lightAndDarkAreBothThere() {
        let text = CauseSVG(CauseDiagram(nodes: [.init(title: "Dirty water", weight: 300)], edges: []), note: "").text
        #expect(text.contains("prefers-color-scheme: dark") && text.contains("Dirty water (30.0 %)"))
    }
}
