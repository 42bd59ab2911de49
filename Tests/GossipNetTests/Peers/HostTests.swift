import GossipNet
import Testing

@Suite struct HostTests {
    /// Whatever way an address is written, it is one host with one text.
    @Test(arguments: [
        ("192.0.2.7", "192.0.2.7"), ("::ffff:192.0.2.7", "192.0.2.7"), ("::FFFF:c000:207", "192.0.2.7"),
        ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"), ("2001:db8::0001", "2001:db8::1"), ("::", "::"), ("::1", "::1"),
        ("1::", "1::"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"), ("1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"),
        ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
        ("Node.Example.ORG.", "node.example.org"), ("box", "box"), ("a-1.b2", "a-1.b2"),
    ]) func canonical(text: String, expected: String) throws {
        let host = try #require(Host(text))
        #expect(host.description == expected)
        #expect(Host(expected) == host)
    }

    @Test(arguments: [
        "", ".", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.", "0x7f.1", "127.1", ":", ":1", "1:", ":::",
        "1::2::3", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7", "12345::", "::+1", "::-1", "fe80::1%eth0", "::1.2.3", "1.2.3.4::",
        "-a.org", "a-.org", "a..org", "a b", "a_b.org", "ä.org", "x.123", String(repeating: "a", count: 64) + ".org",
        String(repeating: "1:", count: 4_000),
    ]) func notAHost(text: String) { #expect(Host(text) == nil) }

    /// Every IPv6 address is read back from its text.
    @Test func roundTrip() {
        var draw = CoreRandom(seed: 1)
        for _ in 0..<5_000 {
            // Runs of zeros in all places.
            let mask = (0..<4).reduce((UInt64(0), UInt64(0))) { mask, index in
                let bits = UInt64(0xffff) << UInt64(16 * index)
                return (mask.0 | (Bool.random(using: &draw) ? bits : 0), mask.1 | (Bool.random(using: &draw) ? bits : 0))
            }
            let host = Host.v6(draw.next() & mask.0 | 1 << 63, draw.next() & mask.1)
            #expect(Host(host.description) == host)
        }
    }

    @Test(arguments: [
        ("127.9.9.9", Host.Reach.loopback), ("::1", .loopback), ("localhost", .loopback), ("10.1.1.1", .local),
        ("172.16.0.1", .local), ("172.31.255.255", .local), ("172.32.0.1", .global), ("192.168.3.4", .local),
        ("169.254.0.1", .local), ("100.64.0.1", .local), ("100.128.0.1", .global), ("fe80::1", .local),
        ("fd00::1", .local), ("2001:db8::1", .global), ("nas.local", .local), ("nas", .local), ("example.org", .global),
        ("8.8.8.8", .global), ("0.0.0.0", nil), ("224.0.0.1", nil), ("255.255.255.255", nil), ("::", nil), ("ff02::1", nil),
    ]) func reach(text: String, expected: Host.Reach?) throws { #expect(try #require(Host(text)).reach == expected) }
}

@Suite struct AddressGroupTests {
    @Test(arguments: [
        ("203.0.113.9", "203.0/16"), ("203.0.0.1", "203.0/16"), ("203.1.0.1", "203.1/16"), ("2001:db8:7::1", "2001:db8/32"),
        ("10.0.0.1", "10.0.0.1"), ("127.0.0.1", "127.0.0.1"), ("fd00::1", "fd00::1"), ("::1", "::1"),
        ("2002:cb00:7109::1", "203.0/16"), ("64:ff9b::203.0.113.9", "203.0/16"), ("::ffff:203.0.113.9", "203.0/16"),
        ("a.b.example.org", "example.org"), ("example.org", "example.org"), ("box", "box"),
    ]) func group(host: String, expected: String) throws {
        #expect(AddressGroup(try #require(Host(host))).text == expected)
    }
}
