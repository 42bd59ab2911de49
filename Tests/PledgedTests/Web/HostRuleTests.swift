import Testing
import pledged

@Suite struct HostRuleTests {
    private let rule = HostRule(names: ["fund.example"], origins: ["https://village.example"])

    @Test func namesOfOthersAreRefused() {
        for host in ["localhost", "LocalHost:7412", "127.0.0.1:7412", "[::1]", "[2001:db8::7]:80", "192.0.2.1", "fund.example", "FUND.example:443", "localhost:", "localhost.", "LOCALHOST.:7412", "fund.example."] {
            #expect(rule.allows(host: host), "\(host)")
        }
        for host in [
            "", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "fund.example.evil", "xfund.example", "localhost:x",
            "localhost:7412:1", "[::1", "[::1]x", "[evil.example]", "127.1", "0x7f000001", "2130706433", "localhost..", ".", "evil.example.", "127.0.0.1.", " localhost", "a@localhost",
        ] {
            #expect(!rule.allows(host: host), "\(host)")
        }
        #expect(!rule.allows(host: nil))
    }

    @Test func pagesFromElsewhereAreTold() {
        let host = "127.0.0.1:7412"
        #expect(rule.allows(origin: nil, site: nil, host: host))
        #expect(rule.allows(origin: nil, site: "same-origin", host: host))
        #expect(rule.allows(origin: "http://127.0.0.1:7412", site: "same-origin", host: host))
        #expect(rule.allows(origin: "https://village.example", site: "cross-site", host: host))
        for origin in ["null", "", "http://127.0.0.1", "http://127.0.0.1:7413", "http://localhost:7412", "https://village.example.evil", "https://VILLAGE.example"] {
            #expect(!rule.allows(origin: origin, site: nil, host: host), "\(origin)")
        }
        for site in ["cross-site", "same-site", "anything"] { #expect(!rule.allows(origin: nil, site: site, host: host), "\(site)") }
    }
}
