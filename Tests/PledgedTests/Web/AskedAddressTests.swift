import Testing
import pledged

/// What stands in commands that people copy is the address by which they came.
@Suite struct AskedAddressTests {
    private static let rule = HostRule(names: ["fund.example"], origins: [])

    private static func text(_ host: String, _ forwarded: String? = nil) -> String {
        AskedAddress.text(host: host, forwarded: forwarded, rule: rule, own: "http://127.0.0.1:7412")
    }

    @Test(arguments: [
        ("fund.example", nil, "https://fund.example"), ("FUND.example", nil, "https://FUND.example"),
        ("fund.example:7412", nil, "http://fund.example:7412"), ("fund.example", "http", "http://fund.example"),
        ("fund.example:8443", "https", "https://fund.example:8443"), ("fund.example", "HTTPS, http", "https://fund.example"),
        ("fund.example", "javascript", "https://fund.example"), ("localhost", nil, "http://127.0.0.1:7412"), ("localhost.", nil, "http://127.0.0.1:7412"),
        ("fund.example.", nil, "https://fund.example."),
        ("localhost:9000", nil, "http://localhost:9000"), ("192.168.1.7:7412", nil, "http://192.168.1.7:7412"),
        ("[::1]:7412", nil, "http://[::1]:7412"),
    ] as [(String, String?, String)])
    func itIsAsTheReaderCame(_ host: String, _ forwarded: String?, _ address: String) {
        #expect(Self.text(host, forwarded) == address)
    }
}
