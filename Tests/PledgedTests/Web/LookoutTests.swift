import Dispatch
import Synchronization
import Testing
import pledged

@Suite struct LookoutTests {
    /// What is looked up: a number that grows with each look, and a gate that holds looks up while it is shut.
    private final class Sight: Sendable {
        let looks = Mutex(0)
        let gate = DispatchSemaphore(value: 0)
        let isShut = Mutex(false)

        func look() -> Int {
            let number = looks.withLock { looks in
                looks += 1
                return looks
            }
            if isShut.withLock({ $0 }) { gate.wait() }
            return number
        }

        func shut() { isShut.withLock { $0 = true } }

        /// Lets all looks through.
        func open() {
            isShut.withLock { $0 = false }
            gate.signal()
        }
    }

    private struct Blind: Error {}

    @Test func whatWasJustSeenIsNotLookedUpAgain() throws {
        let sight = Sight(), lookout = Lookout(rest: .seconds(600), oldest: .seconds(3_600)) { sight.look() }
        for _ in 0..<9 { #expect(try lookout.value() == 1) }
        lookout.forget()
        #expect(try lookout.value() == 2)
    }

    /// While looking takes long, all get what was seen before, and nobody looks beside; then what is new.
    @Test func nobodyWaitsForASlowLook() throws {
        let sight = Sight(), lookout = Lookout(rest: .zero, oldest: .seconds(3_600)) { sight.look() }
        let first = try lookout.value()
        sight.shut()
        for _ in 0..<9 { #expect(try lookout.value() == first) }
        #expect(sight.looks.withLock { $0 } == first + 1)
        sight.open()
        while try lookout.value() == first {}
    }

    /// Whoever has nothing to show waits: at first, and after what was seen is old.
    @Test func whatIsOldIsNotShown() throws {
        let sight = Sight(), lookout = Lookout(rest: .zero, oldest: .zero) { sight.look() }
        for number in 1...9 { #expect(try lookout.value() == number) }
    }

    /// A look that was begun before does not count after it is told to forget.
    @Test func forgettingOutrunsALookUnderWay() throws {
        let sight = Sight(), lookout = Lookout(rest: .seconds(600), oldest: .seconds(3_600)) { sight.look() }
        sight.shut()
        let early = DispatchGroup()
        DispatchQueue.global().async(group: early) { #expect((try? lookout.value()) == 1) }
        while sight.looks.withLock({ $0 }) == 0 {}
        lookout.forget()
        sight.isShut.withLock { $0 = false }
        #expect(try lookout.value() == 2)
        sight.gate.signal()
        early.wait()
        #expect(try lookout.value() == 2)
    }

    @Test func aFaultIsTold() throws {
        let isBlind = Mutex(true)
        let lookout = Lookout(rest: .seconds(600), oldest: .seconds(3_600)) { () throws -> Int in
            if isBlind.withLock({ $0 }) { throw Blind() }
            return 7
        }
        #expect(throws: Blind.self) { try lookout.value() }
        isBlind.withLock { $0 = false }
        #expect(try lookout.value() == 7)
    }
}
