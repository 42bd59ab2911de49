import GossipNet

/// Bytes and frames sent, by what they are for.
struct TrafficCount {
    private(set) var bytes = [UInt64](repeating: 0, count: Traffic.allCases.count)
    private(set) var frames = [UInt64](repeating: 0, count: Traffic.allCases.count)
    /// Comparisons of trees begun.
    var comparisons: UInt64 = 0

    mutating func note(_ parcel: Wire.Parcel) {
        guard case .frame(let frame, let size) = parcel else { return }
        bytes[frame.traffic.rawValue] += UInt64(size)
        frames[frame.traffic.rawValue] += 1
    }

    mutating func note(_ datagram: Datagram) {
        bytes[Traffic.probing.rawValue] += UInt64(datagram.sealedSize)
        frames[Traffic.probing.rawValue] += 1
    }

    subscript(traffic: Traffic) -> UInt64 { bytes[traffic.rawValue] }

    /// All but entries.
    var control: UInt64 { bytes.reduce(0, +) - self[.entries] }
}

/// Links whose other end was held to be dead.
struct Deaths {
    /// When the power went, by wire. Looked up only.
    private var died: [Int: UInt64] = [:]
    /// How often so many milliseconds passed from a node's death to when a peer noticed: a day of churn has millions.
    private var times: [UInt32: Int] = [:]
    /// Links given up although the peer ran and could be reached.
    private(set) var falseOnes = 0

    /// Milliseconds from each death to when a peer noticed, in no order.
    var detections: [UInt32] { times.flatMap { repeatElement($0.key, count: $0.value) } }

    mutating func die(_ wire: Int, now: UInt64) { died[wire] = now }

    /// Both ends have gone: nobody will notice.
    mutating func forget(_ wire: Int) { died[wire] = nil }

    mutating func close(_ wire: Int, isFalse: Bool, now: UInt64) {
        if let time = died.removeValue(forKey: wire) {
            times[UInt32(clamping: now - time), default: 0] += 1
        } else if isFalse {
            falseOnes += 1
        }
    }
}

/// What is said of many numbers.
package struct Summary: Sendable {
    package let count: Int
    package let mean: Double
    package let median: UInt32
    package let p99: UInt32
    package let last: UInt32

    /// Nil for no numbers.
    package init?(_ numbers: [UInt32]) {
        guard !numbers.isEmpty else { return nil }
        let sorted = numbers.sorted()
        count = sorted.count
        mean = Double(sorted.reduce(UInt64(0)) { $0 + UInt64($1) }) / Double(count)
        median = Self.percentile(50, of: sorted)
        p99 = Self.percentile(99, of: sorted)
        last = sorted[count - 1]
    }

    /// By nearest rank: the least number that so many hundredths of all do not exceed.
    private static func percentile(_ percent: Int, of sorted: [UInt32]) -> UInt32 {
        sorted[max(0, (sorted.count * percent + 99) / 100 - 1)]
    }
}
