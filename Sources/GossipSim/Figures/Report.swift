import PledgeLedger

/// What a run found. All but ``peakMemory`` is the same on every machine.
public struct Report: Sendable {
    /// One figure.
    public struct Figure: Sendable {
        /// Its name in JSON.
        public let name: String
        public let value: Double
        /// What it says, for people.
        public let meaning: String

        init(_ name: String, _ value: Double, _ meaning: String) {
            self.name = name
            self.value = value
            self.meaning = meaning
        }
    }

    public let options: Options
    public let figures: [Figure]
    /// What was wrong; empty for a good run.
    public let failures: [String]
    /// SHA-256 over every event.
    public let digest: Digest
    /// How often each kind of trouble happened, in a fixed order.
    public let happenings: [(name: String, count: UInt64)]

    public var isGood: Bool { failures.isEmpty }

    public subscript(name: String) -> Double? { figures.first { $0.name == name }?.value }

    /// One line of JSON.
    public var json: String {
        var fields = [
            "\"scenario\":\"\(options.scenario.rawValue)\"", "\"nodes\":\(options.nodes)", "\"seed\":\(options.seed)",
            "\"lifeguard\":\(!options.isPlainSWIM)", "\"seconds\":\(options.seconds)",
            "\"digest\":\"\(digest.hex)\"", "\"good\":\(isGood)",
        ]
        fields += figures.map { "\"\($0.name)\":\(Report.number($0.value))" }
        let counts = happenings.filter { $0.count > 0 }.map { "\"\($0.name)\":\($0.count)" }
        fields.append("\"happened\":{\(counts.joined(separator: ","))}")
        return "{\(fields.joined(separator: ","))}"
    }

    /// For people.
    public var table: String {
        var lines = ["\(options.scenario.rawValue): \(options.nodes) nodes, seed \(options.seed), \(options.seconds) s"]
        let width = figures.map(\.meaning.count).max() ?? 0
        for figure in figures {
            let gap = String(repeating: " ", count: width - figure.meaning.count)
            lines.append("  \(figure.meaning)\(gap)  \(Report.number(figure.value))")
        }
        let happened = happenings.filter { $0.count > 0 }.map { "\($0.name) \($0.count)" }
        lines.append("  happened: \(happened.joined(separator: ", "))")
        lines.append("  digest: \(digest.hex)")
        for failure in failures { lines.append("  FAILED: \(failure)") }
        if !isGood { lines.append("  again: \(options.command)") }
        return lines.joined(separator: "\n")
    }

    /// Whole numbers whole, others with three places; no locale has a say in it.
    static func number(_ value: Double) -> String {
        let thousandths = Int64((value * 1_000).rounded())
        let sign = thousandths < 0 ? "-" : "", size = thousandths.magnitude
        guard size % 1_000 != 0 else { return "\(sign)\(size / 1_000)" }
        let digits = String(size % 1_000)
        return "\(sign)\(size / 1_000)." + String(repeating: "0", count: 3 - digits.count) + digits
    }
}
