import GossipNet
import PledgeLedger
import Testing

@Suite struct AddressBookTests {
    private let secret = Array(UInt8(1)...16)
    private let now = Moment(milliseconds: 5_000)

    private func source(_ host: String) -> AddressSource { AddressSource(host: host) }
    private func address(_ host: String, _ port: UInt16 = 4_000) -> Address { Address(host: host, port: port) }
    private func key(_ number: Int) -> PublicKey { PublicKey(SHA256.hash(Array("\(number)".utf8)).raw) }

    /// A book of honest entries in as many groups, a third of them tried.
    private func honest(_ count: Int) -> AddressBook {
        var book = AddressBook(secret: secret)
        for index in 0..<count {
            let host = "\(20 + index / 250).\(index % 250).1.1"
            book.hear(address(host), node: key(index), from: source("\(60 + index % 100).7.1.1"), now: now)
            if index % 3 == 0 { book.succeeded(address(host), key(index), now: now) }
        }
        return book
    }

    /// One peer in one /16 tells of a million addresses of its group, then of as many groups as it
    /// likes: it gets its share of places, and who was there before stays.
    @Test func floodFromOneGroup() {
        #if DEBUG
        let count = 50_000
        #else
        let count = 1_000_000
        #endif
        var book = honest(300)
        let before = book.snapshot()
        for index in 0..<count {
            let host = "66.66.\(index >> 8 & 0xff).\(index & 0xff)"
            book.hear(address(host, UInt16(1 + index >> 16)), node: nil, from: source("66.66.0.1"), now: now)
        }
        let own = book.count - before.count
        #expect(own > 0 && own <= Limits.bookSlots, "one group told by one source has one bucket: \(own)")
        for index in 0..<count {
            let host = "\(100 + index >> 16 & 63).\(index >> 8 & 0xff).\(index & 0xff).9"
            book.hear(address(host), node: nil, from: source("66.66.0.\(index & 0xff)"), now: now)
        }
        let foreign = book.count - before.count
        #expect(foreign <= (Limits.newBucketsPerSource + 1) * Limits.bookSlots)
        let after = Dictionary(uniqueKeysWithValues: book.snapshot().map { ($0.address, $0) })
        #expect(before.allSatisfy { after[$0.address] == $0 })
        print("book: \(count) addresses of one group took \(own) places, \(count) of any group took \(foreign) of \(Limits.bookPlaces); honest before and after: \(before.count)")
    }

    /// Even addresses that all answer are a bounded part of the tried.
    @Test func oneGroupAmongTheTried() {
        var book = honest(300)
        for index in 0..<20_000 {
            let target = address("66.66.\(index >> 8).\(index & 0xff)")
            book.hear(target, node: key(index), from: source("\(1 + index % 120).2.3.4"), now: now)
            book.succeeded(target, key(index), now: now)
        }
        let tried = book.snapshot().filter { $0.isTried && $0.address.host.hasPrefix("66.66.") }
        #expect(!tried.isEmpty && tried.count <= Limits.triedBucketsPerGroup * Limits.bookSlots)
        #expect(book.count <= Limits.bookPlaces)
    }

    /// A holder is displaced when the test finds it dead, and not before.
    @Test func testBeforeEvict() throws {
        var book = AddressBook(secret: secret), random = CoreRandom(seed: 1)
        var rival: Address?
        for index in 0..<4_000 where rival == nil {
            let target = address("66.66.\(index >> 8).\(index & 0xff)")
            book.hear(target, node: key(index), from: source("\(1 + index % 120).2.3.4"), now: now)
            book.succeeded(target, key(index), now: now)
            if book[target]?.isTried == false { rival = target }
        }
        let newcomer = try #require(rival), holder = try #require(book.holderToTest(now: now))
        var answers = book, fails = book
        answers.succeeded(holder, key(1), now: now)
        #expect(answers[holder]?.isTried == true && answers[newcomer]?.isTried == false)
        #expect(answers.holderToTest(now: now) == nil)
        fails.failed(holder, now: now, random: &random)
        #expect(fails[holder]?.isTried != true && fails[newcomer]?.isTried == true)
        #expect(fails.count >= book.count - 1)
    }

    /// The store's copy gives the same book; another secret gives other places.
    @Test func snapshotRoundTrip() {
        let book = honest(500), copy = AddressBook(secret: secret, entries: book.snapshot(), now: now)
        // Of 500 addresses in 8,192 new places about 500² / (2 · 8,192) = 15 meet a holder, fewer when some
        // have moved on to the tried; four deviations below is 469.
        #expect(book.count > 469 && book.count <= 500)
        #expect(copy.snapshot() == book.snapshot())
        let other = AddressBook(secret: secret.reversed(), entries: book.snapshot(), now: now)
        #expect(other.snapshot().map(\.address) != book.snapshot().map(\.address))
    }

    /// Hostile or stale rows never get past the bounds.
    @Test func restoresNoMoreThanItHolds() {
        let rows = (0..<30_000).map { index in
            BookEntry(
                address: address("66.66.\(index >> 8 & 255).\(index & 255)", UInt16(1 + index >> 16)),
                source: AddressGroup(text: "x"), heard: .max, succeeded: .max, failures: .max, strikes: .min, rest: .max,
                isTried: index % 2 == 0)
        }
        var book = AddressBook(secret: secret, entries: rows, now: now), random = CoreRandom(seed: 1)
        #expect(book.count <= Limits.bookPlaces)
        for row in rows.prefix(500) {
            book.failed(row.address, now: now, random: &random)
            book.rest(row.address, for: 1_000, now: now)
            book.succeeded(row.address, key(1), now: now)
        }
        #expect(book.snapshot().count == book.count)
    }

    /// What nobody can dial, or what the teller can't know, is not noted.
    @Test(arguments: [
        ("0.0.0.0", "20.1.1.1"), ("224.0.0.1", "20.1.1.1"), ("10.0.0.1", "20.1.1.1"), ("127.0.0.1", "20.1.1.1"),
        ("127.0.0.1", "10.0.0.2"), ("example.org", "20.1.1.1"), ("no host", "20.1.1.1"), ("fe80::1", "2001:db8::1"),
    ]) func unbelieved(host: String, teller: String) {
        var book = AddressBook(secret: secret)
        #expect(book.hear(address(host), node: nil, from: source(teller), now: now) == nil)
        #expect(book.count == 0)
    }

    @Test func believed() {
        var book = AddressBook(secret: secret)
        book.hear(address("10.0.0.1"), node: nil, from: source("10.0.0.2"), now: now)
        book.hear(address("127.0.0.1"), node: nil, from: source("127.0.0.1"), now: now)
        book.hear(address("Example.org"), node: nil, from: .own, now: now)
        book.hear(address("example.org."), node: key(1), from: .own, now: now)
        #expect(book.count == 3)
        #expect(book[address("example.org")]?.node == key(1))
        #expect(book.hear(address("20.1.1.1", 0), node: nil, from: .own, now: now) == nil)
    }

    /// Pauses double up to the longest, each within a quarter; a success ends them.
    @Test func backsOff() throws {
        var book = honest(1), random = CoreRandom(seed: 2), now = now
        let target = address("20.0.1.1")
        for failure in 0..<14 {
            book.failed(target, now: now, random: &random)
            let free = { (moment: Moment) in
                book.choose(now: moment, random: &random) { entry, _ in entry.address == target } != nil
            }
            let pause = min(Limits.dialPause << UInt64(failure), Limits.bookPauseMost)
            #expect(!free(now.adding(pause * 3 / 4 - 1)))
            #expect(free(now.adding(pause * 5 / 4 + 1)))
            now = now.adding(pause * 5 / 4 + 1)
        }
        book.succeeded(target, key(1), now: now)
        #expect(try #require(book[target]).failures == 0)
    }

    /// While nothing at all succeeds, nobody is blamed.
    @Test func ownNetworkDownIsNobodysFault() throws {
        var book = honest(30), random = CoreRandom(seed: 3)
        var now = now
        for _ in 0..<20 {
            now = now.adding(600_000)
            for entry in book.snapshot() { book.failed(entry.address, now: now, random: &random) }
        }
        #expect(book.snapshot().allSatisfy { $0.failures == 20 && $0.strikes <= 1 })
        book.succeeded(address("20.0.1.1"), key(0), now: now.adding(1))
        book.failed(address("20.1.1.1"), now: now.adding(2), random: &random)
        #expect(book[address("20.1.1.1")]?.strikes == 2 || book[address("20.1.1.1")]?.strikes == 1)
    }

    /// Buckets weigh alike: a full one of the attacker's does not outweigh lone honest entries.
    @Test func drawsByBucket() {
        var book = AddressBook(secret: secret), random = CoreRandom(seed: 4)
        for index in 0..<2_000 {
            book.hear(address("66.66.\(index >> 8).\(index & 255)"), node: nil, from: source("66.66.0.1"), now: now)
        }
        for index in 0..<9 {
            book.hear(address("30.\(index).1.1"), node: nil, from: source("\(40 + index).1.1.1"), now: now)
        }
        var honest = 0
        for _ in 0..<2_000 {
            let drawn = book.choose(now: now, random: &random) { _, _ in true }
            if drawn?.address.host.hasPrefix("30.") == true { honest += 1 }
        }
        #expect(honest > 1_600 && honest < 1_900, "\(honest) of 2000")
    }
}
