import PledgeLedger
import Testing

@Suite struct PartitioningIndexTests {
    @Test func itIsWhereTheFirstOneMeetsTheCondition() {
        var generator = SeededGenerator(seed: 8)
        for _ in 0..<500 {
            let count = Int.random(in: 0..<20, using: &generator)
            let numbers = (0..<count).map { _ in Int.random(in: 0..<10, using: &generator) }.sorted()
            for bound in -1...10 {
                #expect(numbers.partitioningIndex { $0 >= bound } == numbers.firstIndex { $0 >= bound } ?? numbers.endIndex)
                let slice = numbers.dropFirst(3)
                #expect(slice.partitioningIndex { $0 > bound } == slice.firstIndex { $0 > bound } ?? slice.endIndex)
            }
        }
    }
}
