import Foundation

/// The address by which somebody asked: what stands in commands and links that people take elsewhere.
package enum AskedAddress {
    /// - Parameters:
    ///   - host: what the request calls this node, once ``HostRule`` allowed it.
    ///   - forwarded: `X-Forwarded-Proto`, by which a web server before the node says how it was asked.
    ///   - own: where the node itself listens.
    package static func text(host: String, forwarded: String?, rule: HostRule, own: String) -> String {
        let scheme = forwarded?.split(separator: ",").first?.trimmingCharacters(in: .whitespaces).lowercased()
        if let scheme, ["http", "https"].contains(scheme) { return "\(scheme)://\(host)" }
        // A bare name that the keeper gave is a web server's before the node; with a port it is the node itself.
        let bare = host.contains(":") ? nil : HostRule.name(of: host)
        if let bare, rule.names.contains(bare) { return "https://\(host)" }
        // The socket in the home is asked for by that name too, and has no address.
        return bare == "localhost" ? own : "http://\(host)"
    }
}
