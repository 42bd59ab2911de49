#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension Simulation {
    func report() -> Report {
        var figures = spreadFigures()
        let entries = Double(max(1, spreads.count))
        figures += [
            .init("control_bytes_per_entry", Double(traffic.control) / entries, "control bytes per entry, all nodes"),
            .init(
                "bytes_per_sync", Double(traffic[.comparing]) / Double(max(1, traffic.comparisons)),
                "bytes of comparing per comparison"),
            .init("comparisons", Double(traffic.comparisons), "comparisons of trees"),
        ]
        for kind in Traffic.allCases {
            figures.append(.init("bytes_\(kind.name)", Double(traffic[kind]), "bytes of \(kind.name)"))
        }
        figures.append(.init("parts", Double(partsThen.count), "parts of the overlay when phase one ends"))
        figures.append(.init("false_deaths", Double(deaths.falseOnes), "links to live nodes given up"))
        if let times = Summary(deaths.detections) {
            figures += [
                .init("detection_ms_p50", Double(times.median), "death noticed after, ms, median"),
                .init("detection_ms_p99", Double(times.p99), "death noticed after, ms, p99"),
            ]
        }
        if let convergedAfter { figures.append(.init("converged_ms", Double(convergedAfter), "converged after, ms")) }
        figures += [
            .init("events", Double(digest.events), "events"),
            .init(
                "wakes", Double(wakes) * 1_000 / Double(max(1, now) * UInt64(nodes.count)),
                "times that a timer wakes a node, a second"),
            .init("verifications", Double(pool.verifications), "signatures checked"),
            .init("peak_memory_mb", Simulation.peakMemory / 1_048_576, "peak memory, MB"),
        ]
        return Report(
            options: options, figures: figures, failures: checks.failures, digest: digest.finish(),
            happenings: Happening.allCases.map { ($0.name, tally[$0]) })
    }

    private func spreadFigures() -> [Report.Figure] {
        var hops: [UInt32] = [], delays: [UInt32] = [], redundancies: [Double] = []
        for spread in spreads.steady {
            for node in spread.delays.indices where spread.delays[node] != Spreads.unheld && node != spread.origin {
                delays.append(spread.delays[node])
                if spread.hops[node] != Spreads.unpushed { hops.append(UInt32(spread.hops[node])) }
            }
        }
        for spread in spreads.steady {
            let receivers = spread.delays.count { $0 != Spreads.unheld } - 1
            if receivers > 0 { redundancies.append(Double(spread.payloads) / Double(receivers) - 1) }
        }
        let coverage = spreads.coverage
        var figures: [Report.Figure] = [.init("entries", Double(spreads.count), "entries signed")]
        // Of a short run all entries may be too young.
        if coverage.of > 0 {
            figures.append(.init(
                "coverage", Double(coverage.held) / Double(coverage.of),
                "coverage of the latest \(Spreads.kept) entries when phase one ends"))
        }
        if let hops = Summary(hops), let delays = Summary(delays) {
            figures += [
                .init("hops_mean", hops.mean, "hops, mean"), .init("hops_p99", Double(hops.p99), "hops, p99"),
                .init("hops_last", Double(hops.last), "hops, last"),
                .init("pushed", Double(hops.count) / Double(delays.count), "share that came by a push"),
                .init("delay_ms_p50", Double(delays.median), "delay, ms, median"),
                .init("delay_ms_p99", Double(delays.p99), "delay, ms, p99"),
                .init("delay_ms_last", Double(delays.last), "delay, ms, last"),
            ]
        }
        let mean = redundancies.isEmpty ? 0 : redundancies.reduce(0, +) / Double(redundancies.count)
        figures += [
            .init("redundancy", mean, "redundancy"),
            .init("grafts", Double(tree.grafts), "channels grafted to the tree"),
            .init("prunes", Double(tree.prunes), "channels pruned from it"),
        ]
        return figures
    }

    /// The most memory that this process ever had, in bytes.
    private static var peakMemory: Double {
        var usage = rusage()
        #if canImport(Glibc)
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Double(usage.ru_maxrss) * 1_024
        #else
        getrusage(RUSAGE_SELF, &usage)
        return Double(usage.ru_maxrss)
        #endif
    }
}
