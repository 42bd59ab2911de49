import Foundation
import HTTPTypes
import PledgeLedger

/// Headers that keep a browser from doing with an answer what nobody meant.
enum SafeHeaders {
    static func of(_ answer: WebAnswer) -> HTTPFields {
        var fields = HTTPFields()
        fields[.contentType] = answer.type.rawValue
        fields[.cacheControl] = answer.tag == nil ? "no-store" : "no-cache"
        fields[.xContentTypeOptions] = "nosniff"
        fields[.contentSecurityPolicy] = policy(answer.type)
        set("Referrer-Policy", "no-referrer", &fields)
        set("X-Frame-Options", "DENY", &fields)
        set("Cross-Origin-Opener-Policy", "same-origin", &fields)
        set("Cross-Origin-Resource-Policy", answer.isForAll ? "cross-origin" : "same-origin", &fields)
        set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()", &fields)
        for (name, value) in answer.headers { fields[name] = value }
        return fields
    }

    /// Nothing runs or is fetched but from here, and nothing that stands within a page itself.
    private static func policy(_ type: MediaType) -> String {
        switch type {
        case .html:
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'none'; "
                + "base-uri 'none'; frame-ancestors 'none'"
        case .svg: "default-src 'none'; style-src '\(svgStyle)'; frame-ancestors 'none'"
        default: "default-src 'none'; frame-ancestors 'none'"
        }
    }

    /// The hash of the one style that a picture carries in itself.
    private static let svgStyle: String = {
        let digest = SHA256.hash(Array("\n\(CauseSVGStyle.text)\n".utf8))
        return "sha256-\(Data(digest.bytes).base64EncodedString())"
    }()

    private static func set(_ name: String, _ value: String, _ fields: inout HTTPFields) {
        if let name = HTTPField.Name(name) { fields[name] = value }
    }
}
