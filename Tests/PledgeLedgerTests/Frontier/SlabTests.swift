import PledgeLedger
import Testing

@Suite struct SlabTests {
    @Test func holdsWhatADictionaryHolds() {
        var draw = FrontierDraw(seed: 1)
        var slab = Slab<Int>()
        var expected: [Int: Int] = [:]
        for step in 0..<20_000 {
            if Int.random(in: 0..<3, using: &draw) == 0, let place = expected.keys.first {
                slab.remove(place)
                expected[place] = nil
            } else {
                let place = slab.insert(step)
                #expect(expected[place] == nil, "place \(place) was given out twice")
                expected[place] = step
            }
            #expect(slab.count == expected.count)
        }
        #expect(expected.count > 4096)
        #expect(expected.allSatisfy { slab[$0.key] == $0.value })
    }

    @Test func freedPlacesAreUsedAgain() {
        var slab = Slab<Int>()
        let places = (0..<3000).map { slab.insert($0) }
        for place in places { slab.remove(place) }
        #expect(slab.count == 0)
        let again = (0..<3000).map { slab.insert($0) }
        #expect(Set(again) == Set(places))
    }

    @Test func aCopyIsASnapshot() {
        var slab = Slab<Int>()
        let places = (0..<5000).map { slab.insert($0) }
        let copy = slab
        for place in places { slab[place] = -1 }
        #expect(places.allSatisfy { copy[$0] >= 0 && slab[$0] == -1 })
    }
}
