import Foundation

/// The OpenAPI 3.1 document: made from the routes themselves, so that it says what is served.
enum APIDocument {
    typealias Object = [String: Any]

    /// With its fields in one order, so that the copy in the repository can be compared.
    static let text: String = {
        let options: JSONSerialization.WritingOptions = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let data = try? JSONSerialization.data(withJSONObject: document, options: options)
        return data.map { String(decoding: $0, as: UTF8.self) + "\n" } ?? "{}\n"
    }()

    private static var document: Object {
        var paths: [String: Object] = [:]
        for route in Routes.all { paths[route.path, default: [:]][route.method.rawValue.lowercased()] = operation(route) }
        let schemas = (try? JSONSerialization.jsonObject(with: Data(Assets.schemas))) as? Object ?? [:]
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "pledged", "version": Pledged.version,
                "description": "What a community node shows, and how a program gives it signed entries. Lists come in parts: "
                    + "ask again with `cursor` set to `next`. A view is of a minute, or of `at`; its ETag changes with the ledger.",
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ] as Object,
            "paths": paths, "components": ["schemas": schemas] as Object,
        ]
    }

    private static func operation(_ route: Route) -> Object {
        var operation: Object = [
            "summary": route.words, "tags": [route.isPage ? "pages" : route.path.hasPrefix("/v1") ? "ledger" : "node"],
            "operationId": name(route), "responses": answers(route),
        ]
        let parameters = inPath(route) + route.parameters.map(inQuery)
        if !parameters.isEmpty { operation["parameters"] = parameters }
        if case .post = route.action { operation["requestBody"] = body }
        return operation
    }

    /// `getV1ProjectsId`.
    private static func name(_ route: Route) -> String {
        let words = route.path.split { !$0.isLetter && !$0.isNumber }.map { $0.prefix(1).uppercased() + $0.dropFirst() }
        return route.method.rawValue.lowercased() + (words.isEmpty ? "Home" : words.joined())
    }

    private static func inPath(_ route: Route) -> [Object] {
        route.path.split(separator: "/").filter { $0.hasPrefix("{") }.map { segment in
            let name = String(segment.dropFirst().dropLast())
            let isKey = name == "key"
            return [
                "name": name, "in": "path", "required": true,
                "description": isKey ? "A whole key, as text or as 64 hex digits." : "An entry's id, or its first 6 or more digits.",
                "schema": ["type": "string", "pattern": isKey ? "^(pledge1[02-9ac-hj-np-z]{58}|[0-9a-fA-F]{64})$" : "^[0-9a-fA-F]{6,64}$"],
            ]
        }
    }

    private static func inQuery(_ parameter: Route.Parameter) -> Object {
        let schema: Object = switch parameter.schema {
        case .text(let pattern): ["type": "string", "pattern": pattern ?? ""]
        case .number(let range): ["type": "integer", "minimum": range.lowerBound, "maximum": range.upperBound, "default": WebLimits.items.usual]
        }
        return ["name": parameter.name, "in": "query", "description": parameter.words, "schema": schema]
    }

    private static func answers(_ route: Route) -> Object {
        var content: Object = [:]
        if let schema = route.schema { content["schema"] = ["$ref": "#/components/schemas/\(schema)"] }
        if route.type == .bytes { content["schema"] = ["type": "string", "contentMediaType": route.type.name] }
        var answers: Object = ["200": ["description": "What was asked for.", "content": [route.type.name: content]] as Object]
        var refusals = ["421": "Asked for by a name that is not this node's.", "429": "Too many requests, or event streams.", "503": "Too much to do just now."]
        if route.path.hasPrefix("/v1") { refusals["400"] = "The query can't be read, or names what there is not." }
        switch route.action {
        case .fixed: answers["304"] = ["description": "Nothing changed."]
        case .read:
            answers["304"] = ["description": "Nothing changed."]
            refusals["400"] = "The query can't be read."
            refusals["404"] = "Nothing of that name is here."
        case .live: break
        case .events:
            refusals["403"] = "Asked for by a page from elsewhere."
            refusals["404"] = "Nothing of that name is here."
        case .bundle:
            refusals["404"] = "Nothing of that name is here."
            refusals["507"] = "The node's disk has no room for a copy."
        case .post:
            refusals["400"] = "The body or the query can't be read."
            refusals["403"] = "Asked for by a page from elsewhere."
            refusals["503"] = "Too much to do just now, or the node's disk is full: it takes nothing in until there is room."
            refusals["413"] = "The body is larger than \(WebLimits.body) bytes."
            refusals["415"] = "The body is neither JSON nor bytes."
        }
        for (code, words) in refusals {
            var kinds: Object = ["application/json": ["schema": ["$ref": "#/components/schemas/Refusal"]]]
            if !route.path.hasPrefix("/v1") { kinds[MediaType.html.name] = Object() }
            answers[code] = ["description": words, "content": kinds] as Object
        }
        return answers
    }

    private static var body: Object { [
        "required": true,
        "content": [
            MediaType.json.name: ["schema": ["$ref": "#/components/schemas/Post"]],
            // Entries one behind another, without texts: no schema can say what whole entries are.
            MediaType.bytes.name: Object(),
        ] as Object,
    ] }
}
