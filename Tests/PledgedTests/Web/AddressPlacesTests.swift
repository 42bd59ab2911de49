import Testing
import pledged

/// What one address may hold at a time.
@Suite struct AddressPlacesTests {
    @Test func oneAddressHasItsShareAndNoMore() {
        let places = AddressPlaces(most: 3)
        var held = (0..<3).compactMap { _ in places.take("192.0.2.1") }
        #expect(held.count == 3 && places.take("192.0.2.1") == nil)
        // Others have theirs.
        let other = places.take("192.0.2.2")
        #expect(other != nil && places.count == 2)
        held.removeLast()
        let again = places.take("192.0.2.1")
        #expect(again != nil && places.take("192.0.2.1") == nil)
        withExtendedLifetime((held, other, again)) {}
    }

    @Test func nothingIsRememberedOfWhoHasGone() {
        let places = AddressPlaces(most: 3)
        for number in 0..<1_000 { _ = places.take("192.0.2.\(number)") }
        #expect(places.count == 0)
    }

    /// A web server before the node stands for everybody.
    @Test(arguments: [nil, "127.0.0.1", "::1"] as [String?])
    func thisMachineIsNotCounted(_ address: String?) {
        let places = AddressPlaces(most: 1), held = (0..<10).compactMap { _ in places.take(address) }
        #expect(held.count == 10 && places.count == 0)
    }

    @Test(arguments: [
        ("192.0.2.7", "192.0.2.7"), ("::ffff:192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"), ("2001:db8:1:3::9", "2001:db8:1:3::/64"), ("fe80::1%eth0", "fe80:0:0:0::/64"), ("::1", "::1"),
    ])
    func whatOnePartyHasCountsAsOne(_ address: String, _ name: String) {
        #expect(ClientAddress.name(address) == name)
    }
}
