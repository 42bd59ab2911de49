import CSodium
import PledgeLedger
import Testing

@Suite struct SelfTestTests {
    @Test func thisLibraryPasses() throws {
        try Sodium.start()
        #expect(SelfTest.run() == nil)
        #expect(Sodium.fault == nil)
        #expect(!Sodium.version.isEmpty)
    }

    /// What the self-test rests on: eight distinct points, each of exactly the order it states.
    @Test func torsionPointsHaveTheirOrders() throws {
        try Sodium.start()
        let points = SelfTest.torsionPoints
        #expect(points.map(\.order) == [1, 2, 4, 4, 8, 8, 8, 8])
        #expect(Set(points.map(\.point)).count == 8)
        let neutral = try #require(points.first).point
        for (order, point) in points {
            var sum = neutral
            for count in 1...order {
                var next = [UInt8](repeating: 0, count: 32)
                #expect(crypto_core_ed25519_add(&next, sum, point) == 0)
                sum = next
                #expect((sum == neutral) == (count == order), "order \(order) after \(count)")
            }
        }
    }

    /// Released libsodium is cofactorless; a build that is not would be held to rule 4.
    @Test func thisLibraryIsCofactorless() { #expect(!SelfTest.libraryIsCofactored) }

    @Test func faultsSayWhatToDo() {
        for fault in [SodiumFault.didNotStart, .acceptsTorsionPoint(order: 2), .refusesGoodKey, .wrongSignature] {
            #expect(fault.description.contains("libsodium"))
            #expect(fault.description.contains("upgrade") || fault.description.contains("reinstall"))
        }
    }

    @Test func randomBytesDiffer() {
        #expect(Sodium.randomBytes(32).count == 32)
        #expect(Sodium.randomBytes(32) != Sodium.randomBytes(32))
        #expect(Sodium.randomBytes(0) == [])
    }

    @Test func equalityNeedsLengthAndBytes() {
        #expect(Sodium.equal([1, 2], [1, 2]))
        #expect(Sodium.equal([], []))
        #expect(!Sodium.equal([1, 2], [1, 3]))
        #expect(!Sodium.equal([1, 2], [1, 2, 0]))
    }
}
