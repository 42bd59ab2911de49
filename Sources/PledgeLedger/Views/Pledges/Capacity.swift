/// What one author declared and promised in one unit, in the order of their chain: all that backing a
/// pledge depends on. A view's cutoff is no part of it, so what is backed stays backed.
struct Capacity: Sendable {
    /// One promise, whatever it was to.
    struct Promised: Sendable {
        var seq: UInt64
        /// Claimed, in milliseconds since the epoch.
        var time: UInt64
        var amount: UInt64
        /// Where a retraction took it back, with effect.
        var release: Release?
    }

    /// A promise taken back weighs until its project's lock.
    struct Release: Sendable {
        var seq: UInt64
        /// Nil where the project has no lock: it stops weighing at once.
        var lock: UInt64?
    }

    /// Ascending by place.
    var promised: [Promised]

    /// How much is missing before each promise: nothing where it is backed.
    ///
    /// Backed is what the latest earlier profile's capacity, less everything promised before that still
    /// weighs, still holds. Sums of released promises are kept by lock in a binary indexed tree
    /// (Fenwick 1994), so that a long chain costs k log k.
    ///
    /// - Parameters:
    ///   - wanted: places to work out; the others only weigh.
    ///   - declared: capacity by the latest profile before a place; nil where none holds the unit.
    /// - Returns: amounts missing, by place.
    func missing(at wanted: Set<UInt64>, declared: (UInt64) throws -> UInt64?) rethrows -> [UInt64: UInt128] {
        var missing: [UInt64: UInt128] = [:]
        var promisedBefore: UInt128 = 0
        var released = ReleasedSums(promised.compactMap(\.release?.threshold))
        let releases = promised.compactMap { one in one.release.map { (release: $0, amount: one.amount) } }
            .sorted { $0.release.seq < $1.release.seq }
        var next = releases[...]
        for one in promised {
            while let first = next.first, first.release.seq < one.seq {
                if let threshold = first.release.threshold { released.add(UInt128(first.amount), at: threshold) }
                next = next.dropFirst()
            }
            if wanted.contains(one.seq) {
                let weight = promisedBefore - released.sum(through: one.time) + UInt128(one.amount)
                let capacity = UInt128(try declared(one.seq) ?? 0)
                missing[one.seq] = weight > capacity ? weight - capacity : 0
            }
            promisedBefore += UInt128(one.amount)
        }
        return missing
    }
}

extension Capacity.Promised {
    /// Whether it weighs on a later promise of the same author, at a place and a claimed time.
    func weighs(on seq: UInt64, at time: UInt64) -> Bool {
        guard self.seq < seq else { return false }
        guard let release, release.seq < seq, let threshold = release.threshold else { return true }
        return threshold > time
    }
}

extension Capacity.Release {
    /// The first claimed time of a later promise that it no longer weighs on; nil where the lock is the
    /// end of time.
    fileprivate var threshold: UInt64? {
        guard let lock else { return 0 }
        return lock == .max ? nil : lock + 1
    }
}

/// Sums by time: what was added at or before one.
private struct ReleasedSums {
    private let times: [UInt64]
    private var tree: [UInt128]

    init(_ times: [UInt64]) {
        self.times = Set(times).sorted()
        tree = Array(repeating: 0, count: self.times.count + 1)
    }

    /// How many of the times are at most this one.
    private func rank(_ time: UInt64) -> Int { times.partitioningIndex { $0 > time } }

    mutating func add(_ amount: UInt128, at time: UInt64) {
        var at = rank(time)
        while at > 0, at < tree.count {
            tree[at] += amount
            at += at & -at
        }
    }

    func sum(through time: UInt64) -> UInt128 {
        var at = rank(time), sum: UInt128 = 0
        while at > 0 {
            sum += tree[at]
            at -= at & -at
        }
        return sum
    }
}
