import Foundation
import Mustache
import PledgeLedger

/// What a template is filled with. Every text in it is made safe when it is written.
typealias Model = [String: Any]

/// The page's templates, as they were built into the program.
struct Templates: Sendable {
    private let library: MustacheLibrary

    /// Text between tags and in quoted attributes: what hides or reorders text is spelt out, and no character
    /// that combines with the next one hides a bracket or a quotation mark.
    private struct SafeContent: MustacheContentType {
        func escapeText(_ text: String) -> String { Markup.escaped(text, lines: true) }
    }

    private static let contentType = "PAGE"

    /// - Throws: where a template can't be read, which its own test shows.
    init() throws {
        MustacheContentTypes.register(SafeContent(), named: Self.contentType)
        var library = MustacheLibrary()
        for (name, bytes) in Assets.templates {
            let text = String(decoding: bytes, as: UTF8.self)
            try library.register("{{% CONTENT_TYPE:\(Self.contentType)}}\(text)", named: name)
        }
        self.library = library
    }

    /// A template filled.
    func filled(_ name: String, _ model: Model) throws -> String {
        guard let text = library.render(model, withTemplate: name) else { throw WebFault(.failed, "no template \(name)") }
        return text
    }

    /// A whole page around a template.
    func page(_ name: String, _ model: Model, _ frame: Model) throws -> WebAnswer {
        let content = try filled(name, frame.merging(model) { _, own in own })
        return WebAnswer(.html, try filled("layout", frame.merging(["content": content]) { _, new in new }))
    }

    /// A page that says why there is no page.
    /// - Parameter wish: what was asked for.
    func refusal(_ fault: WebFault, _ wish: WebRequest) throws -> WebAnswer {
        let heading = switch fault.kind {
        case .notFound: "Not here"
        case .busy, .tooMany: "In a moment"
        default: "This can’t be shown"
        }
        return try page("refusal", [
            "heading": heading, "words": fault.words.prefix(1).uppercased() + fault.words.dropFirst() + ".", "now": PageMaker.known(fault.isOfMoment ? wish.now : nil), "home": fault.isOfMoment ? "/" + wish.suffix(withMoment: false) : "/",
        ], [
            "title": heading, "collective": false, "id": "", "change": "", "suffix": "", "nav": [Model](), "asOf": false,
            "moment": false, "others": false, "preview": false, "version": Pledged.version,
        ])
    }
}

/// Files that were built into the program.
enum Assets {
    static let templates: [(name: String, bytes: [UInt8])] = [
        ("layout", PackageResources.layout_mustache), ("bar", PackageResources.bar_mustache),
        ("person", PackageResources.person_mustache), ("table", PackageResources.table_mustache),
        ("blocks", PackageResources.blocks_mustache), ("card", PackageResources.card_mustache),
        ("home", PackageResources.home_mustache), ("project", PackageResources.project_mustache),
        ("entry", PackageResources.entry_mustache), ("explanation", PackageResources.explanation_mustache), ("causes", PackageResources.causes_mustache),
        ("members", PackageResources.members_mustache), ("member", PackageResources.member_mustache),
        ("rounds", PackageResources.rounds_mustache), ("audit", PackageResources.audit_mustache),
        ("network", PackageResources.network_mustache), ("refusal", PackageResources.refusal_mustache),
        ("empty", PackageResources.empty_mustache), ("node", PackageResources.node_mustache),
        ("waiting", PackageResources.waiting_mustache), ("word", PackageResources.word_mustache), ("voice", PackageResources.voice_mustache),
    ]

    static let style = PackageResources.page_css + Array("\n\(CauseSVGStyle.text)\n".utf8)
    static let script = PackageResources.live_js
    static let icon = PackageResources.icon_svg
    static let schemas = PackageResources.schemas_json

    /// A file with a tag by its content, so that a browser asks again and gets nothing where it has it.
    static func answer(_ type: MediaType, _ bytes: [UInt8]) -> WebAnswer {
        var answer = WebAnswer(type, bytes: bytes)
        answer.tag = "\"\(SHA256.hash(bytes).hex.prefix(20))\""
        return answer
    }
}
