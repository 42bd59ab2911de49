#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How a run stands at a moment, for watching it.
public struct Glimpse: Sendable {
    /// Virtual seconds from the start.
    public let seconds: Double
    /// Honest nodes that run.
    public let nodes: Int
    /// Sizes of the parts into which links join them, largest first.
    public let parts: [Int]
    /// Their links: fewest, mean and most.
    public let links: (least: Int, mean: Double, most: Int)
    /// Changes of the broadcast tree since the start.
    public let tree: (grafts: Int, prunes: Int)
    /// Pages of this process that are in memory, in bytes; 0 where the system does not say.
    public let memory: UInt64

    /// One line for people.
    public var text: String {
        let sizes = parts.prefix(8).map { "\($0)" }.joined(separator: " ") + (parts.count > 8 ? " …" : "")
        return "\(Report.number(seconds)) s: \(nodes) nodes, \(parts.count) parts of \(sizes); links "
            + "\(links.least) / \(Report.number(links.mean)) / \(links.most); "
            + "\(tree.grafts) grafts, \(tree.prunes) prunes; \(memory >> 20) MB"
    }
}

extension Simulation {
    var glimpse: Glimpse {
        let counts = honest.map { nodes[$0].wires.count }
        return Glimpse(
            seconds: Double(now) / 1_000, nodes: counts.count, parts: parts,
            links: (counts.min() ?? 0, Double(counts.reduce(0, +)) / Double(max(1, counts.count)), counts.max() ?? 0),
            tree: tree, memory: Simulation.memory)
    }

    /// What this process has in memory now, in bytes.
    private static var memory: UInt64 {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let fields = text.split(separator: " ")
        guard fields.count > 1, let pages = UInt64(fields[1]) else { return 0 }
        return pages * UInt64(max(0, sysconf(Int32(_SC_PAGESIZE))))
    }
}
