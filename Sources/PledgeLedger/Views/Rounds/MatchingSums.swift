import Dispatch
import Synchronization

/// What each project draws: the sum of its terms, exact, on every core.
///
/// People are taken in blocks, so that a project's list is read once a block and not once a person. All terms
/// of a pair have one divisor D = K' + λ·t, so the pair is divided once: with m = ⌊2^64·K' ÷ D⌋ the quotient
/// ⌊x·K' ÷ D⌋ is ⌊x·m ÷ 2^64⌋, or one more. One more only where the lower half of x·m is so large that x more
/// would carry: about once in 2^64 ÷ x times, and then the remainder tells (after Granlund and Montgomery, Division
/// by Invariant Integers using Multiplication, 1994).
struct MatchingSums {
    /// Millionths of the unit's smallest part, by project.
    let raw: [UInt128]

    init(_ pairs: MatchingPairs) {
        guard let bound = pairs.bound else {
            raw = pairs.people.byProject.map(Self.unbounded)
            return
        }
        let lists = pairs.people.byProject.map(SupporterList.init)
        let blocks = (pairs.people.people.count + MatchingBlock.size - 1) / MatchingBlock.size
        let sums = Mutex([UInt128](repeating: 0, count: lists.count))
        DispatchQueue.concurrentPerform(iterations: blocks) { number in
            let block = MatchingBlock(number, lists, pairs, bound: bound)
            var drawn = block.narrowSums()
            for person in block.wide {
                pairs.forEach(from: person) { i, _, _, _, amount in drawn[i.project] += amount }
            }
            sums.withLock { sums in for project in sums.indices { sums[project] += drawn[project] } }
        }
        raw = sums.withLock { $0 }
    }

    /// Σ 2·s_i·s_j over all pairs is (Σ s)² − Σ s².
    private static func unbounded(_ supports: [MatchingPeople.Support]) -> UInt128 {
        let (sum, squares) = supports.reduce((UInt128(0), UInt128(0))) { sums, support in
            (sums.0 + UInt128(support.root), sums.1 + UInt128(support.root) * UInt128(support.root))
        }
        return sum * sum - squares
    }
}

/// One project's supporters as the inner loops read them, ascending.
struct SupporterList {
    let people: [Int32]
    let roots: [UInt64]
    let largest: UInt64

    init(_ supports: [MatchingPeople.Support]) {
        people = supports.map { Int32(clamping: $0.person) }
        roots = supports.map(\.root)
        largest = roots.max() ?? 0
    }

    /// The first place whose person is no lower.
    func place(of person: Int) -> Int { people.partitioningIndex { Int($0) >= person } }
}

/// A few people with everybody after them.
struct MatchingBlock {
    /// Small enough that the rows of a block stay in a core's cache.
    static let size = 8

    /// People whose products or divisors may need more than 63 bits: few, and not for the short way.
    let wide: [Int]
    private let first: Int
    private let rows: Int
    private let lists: [SupporterList]
    private let pairs: MatchingPairs
    /// K'.
    private let bound: UInt64

    init(_ number: Int, _ lists: [SupporterList], _ pairs: MatchingPairs, bound: UInt128) {
        first = number * Self.size
        rows = min(Self.size, pairs.people.people.count - first)
        (self.lists, self.pairs) = (lists, pairs)
        self.bound = UInt64(clamping: bound)
        wide = (first..<first + rows).filter { person in
            // With λ = 4, and everybody else's root as the largest one: no divisor of this person is larger.
            pairs.people.byPerson[person].reduce(bound) {
                $0 + 4 * UInt128($1.root) * UInt128(lists[$1.project].largest)
            } >= 1 << 63
        }
    }

    /// What the block's people draw with those after them, by project, in millionths; none for ``wide`` people.
    func narrowSums() -> [UInt128] {
        let count = pairs.people.people.count
        var divisors = [UInt64](repeating: 0, count: rows * count)
        var inverses = divisors
        divisors.withUnsafeMutableBufferPointer { divisors in
            eachSupport { project, row, place in
                common(lists[project], place, in: .init(rebasing: divisors[row * count..<(row + 1) * count]))
            }
        }
        for row in 0..<rows { divide(row, &divisors, &inverses) }
        var sums = [UInt128](repeating: 0, count: lists.count)
        divisors.withUnsafeBufferPointer { divisors in
            inverses.withUnsafeBufferPointer { inverses in
                eachSupport { project, row, place in
                    let range = row * count..<(row + 1) * count
                    sums[project] += drawn(
                        lists[project], place, .init(rebasing: divisors[range]), .init(rebasing: inverses[range]))
                }
            }
        }
        return sums
    }

    /// Calls `body` for each place in a project's list where one of the block's people is.
    private func eachSupport(_ body: (_ project: Int, _ row: Int, _ place: Int) -> Void) {
        for (project, list) in lists.enumerated() {
            for place in list.place(of: first)..<list.people.count {
                let row = Int(list.people[place]) - first
                guard row < rows else { break }
                if !wide.contains(first + row) { body(project, row, place) }
            }
        }
    }

    /// Adds s_ip·s_jp to t_ij for everybody after one place.
    private func common(_ list: SupporterList, _ place: Int, in row: UnsafeMutableBufferPointer<UInt64>) {
        let root = list.roots[place]
        list.people.withUnsafeBufferPointer { people in
            list.roots.withUnsafeBufferPointer { roots in
                for other in place + 1..<people.count { row[Int(people[other])] &+= root &* roots[other] }
            }
        }
    }

    /// Makes t into D, with its inverse beside it.
    private func divide(_ row: Int, _ divisors: inout [UInt64], _ inverses: inout [UInt64]) {
        let start = row * pairs.people.people.count
        for friend in pairs.people.friends[first + row] { divisors[start + friend] *= 4 }
        for at in start..<start + pairs.people.people.count where divisors[at] > 0 {
            divisors[at] += bound
            inverses[at] = divisors[at].dividingFullWidth((bound, 0)).quotient
        }
    }

    /// Σ 2·⌊x·K' ÷ D⌋ over everybody after one place.
    private func drawn(
        _ list: SupporterList, _ place: Int, _ divisors: UnsafeBufferPointer<UInt64>, _ inverses: UnsafeBufferPointer<UInt64>
    ) -> UInt128 {
        let root = list.roots[place]
        var low: UInt64 = 0, high: UInt64 = 0
        list.people.withUnsafeBufferPointer { people in
            list.roots.withUnsafeBufferPointer { roots in
                for other in place + 1..<people.count {
                    let person = Int(people[other]), product = root &* roots[other]
                    let scaled = product.multipliedFullWidth(by: inverses[person])
                    var quotient = scaled.high
                    if scaled.low.addingReportingOverflow(product).overflow {
                        // The remainder is below 2·D, so 64 bits hold it.
                        let divisor = divisors[person]
                        if product &* bound &- quotient &* divisor >= divisor { quotient &+= 1 }
                    }
                    let (sum, overflow) = low.addingReportingOverflow(quotient)
                    low = sum
                    high &+= overflow ? 1 : 0
                }
            }
        }
        return 2 * UInt128(high: high, low: low)
    }
}
