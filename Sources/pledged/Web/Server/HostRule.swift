import Foundation

/// Which names and origins a request may come by. A page elsewhere can make a browser send requests here,
/// and can make a name of its own lead here: neither gets an answer.
package struct HostRule: Sendable {
    /// Names besides localhost and addresses in digits, in lower case.
    let names: Set<String>
    /// Origins whose pages are trusted.
    let origins: Set<String>

    package init(names: Set<String>, origins: Set<String>) { (self.names, self.origins) = (names, origins) }

    /// Whether a `Host` is one of ours. An address in digits leads nowhere but to itself, so it is no name
    /// that somebody could point here.
    package func allows(host: String?) -> Bool {
        guard let host, let name = Self.name(of: host) else { return false }
        return name == "localhost" || Self.isAddress(name) || names.contains(name)
    }

    /// Whether whoever sends a request that must not come from elsewhere is this page, a program, or trusted.
    /// - Parameters:
    ///   - origin: the header of that name; programs send none.
    ///   - site: `Sec-Fetch-Site`, which browsers send and pages can't change.
    package func allows(origin: String?, site: String?, host: String?) -> Bool {
        if let origin {
            if origins.contains(origin) { return true }
            guard let host, origin == "http://\(host)" || origin == "https://\(host)" else { return false }
            return true
        }
        return site == nil || site == "same-origin" || site == "none"
    }

    /// Refuses what can be no browser's name for the page.
    static func check(name: String) throws(WordingFault) {
        let parts = name.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        let isName = name.utf8.count <= 253 && parts.allSatisfy { part in
            (1...63).contains(part.utf8.count) && part.utf8.allSatisfy { $0 == 45 || (48...57).contains($0) || (97...122).contains($0) }
        }
        guard isName else {
            throw WordingFault("\(SafeText.quoted(name)) is no name of a host; write it as village.example.org, without a port")
        }
    }

    /// Refuses what no browser sends as an origin.
    static func check(origin: String) throws(WordingFault) {
        let rest = ["https://", "http://"].first { origin.hasPrefix($0) }.map { origin.dropFirst($0.count) }
        guard let rest, !rest.contains("/"), origin == origin.lowercased(), let host = Self.name(of: String(rest)),
            isAddress(host) || (try? check(name: host)) != nil
        else { throw WordingFault("\(SafeText.quoted(origin)) is no origin; write it as https://village.example.org, without a path") }
    }

    /// The host without its port and the dot that ends a whole name, in lower case; nil where it is malformed.
    package static func name(of host: String) -> String? {
        guard let name = bare(host) else { return nil }
        return name.hasSuffix(".") && !isAddress(String(name.dropLast())) ? String(name.dropLast()) : name
    }

    private static func bare(_ host: String) -> String? {
        let small = host.lowercased()
        guard !small.isEmpty, small.utf8.count <= 255 else { return nil }
        if small.hasPrefix("[") {
            guard let end = small.firstIndex(of: "]"), isPort(small[small.index(after: end)...]) else { return nil }
            return String(small[small.index(after: small.startIndex)..<end])
        }
        guard let colon = small.firstIndex(of: ":") else { return small }
        return isPort(small[colon...]) ? String(small[..<colon]) : nil
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.isEmpty || text.hasPrefix(":") && text.dropFirst().utf8.allSatisfy { (48...57).contains($0) } && text.count <= 6
    }

    private static func isAddress(_ name: String) -> Bool {
        var four = in_addr(), six = in6_addr()
        return inet_pton(AF_INET, name, &four) == 1 || inet_pton(AF_INET6, name, &six) == 1
    }
}
