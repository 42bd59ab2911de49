/// What META says that one vote may hold, in the format's own words (pabulib.org/format): how many projects,
/// how many points each and together, and in a knapsack vote what they may cost together.
struct BallotRule {
    /// The bounds that can be checked, by their key in META.
    private static let keys = [
        "min_length", "max_length", "min_points", "max_points", "min_sum_points", "max_sum_points", "max_sum_cost",
    ]

    private var bounds: [String: UInt64] = [:]

    /// - Throws: ``PabulibFault`` for a bound that is no whole number.
    init(_ meta: [String: (value: String, line: Int)], _ rows: PabulibRows) throws(PabulibFault) {
        for key in Self.keys {
            guard let (value, line) = meta[key], !value.isEmpty else { continue }
            guard let bound = UInt64(value) else {
                throw rows.fault(line, "has the \(key) \(SafeText.quoted(value)); it is a whole number")
            }
            bounds[key] = bound
        }
        if meta["vote_type"]?.value == "choose-1" { bounds["max_length"] = min(1, bounds["max_length"] ?? 1) }
    }

    /// What a vote breaks; nil for one that keeps to the rule, and for one that names no project at all.
    /// - Parameters:
    ///   - points: as many as projects are named.
    ///   - hasPoints: whether voters gave them; otherwise only their number counts.
    ///   - cost: what the named projects cost together.
    func broken(by points: [UInt64], hasPoints: Bool, cost: UInt128) -> String? {
        guard !points.isEmpty else { return nil }
        let sum = points.reduce(UInt128(0)) { $0 + UInt128($1) }
        let count = Count.words(points.count, "project", "projects")
        if isBelow("min_length", UInt128(points.count)) || isAbove("max_length", UInt128(points.count)) {
            return "names \(count); META allows \(range("min_length", "max_length"))"
        }
        if isAbove("max_sum_cost", cost) { return "names projects above max_sum_cost \(bounds["max_sum_cost"] ?? 0)" }
        guard hasPoints else { return nil }
        for value in points where isBelow("min_points", UInt128(value)) || isAbove("max_points", UInt128(value)) {
            return "gives a project \(Count.words(value, "point", "points")); META allows \(range("min_points", "max_points"))"
        }
        if isBelow("min_sum_points", sum) || isAbove("max_sum_points", sum) {
            return "gives points that add up to \(sum); META allows "
                + range("min_sum_points", "max_sum_points")
        }
        return nil
    }

    private func isBelow(_ key: String, _ value: UInt128) -> Bool { bounds[key].map { value < UInt128($0) } ?? false }
    private func isAbove(_ key: String, _ value: UInt128) -> Bool { bounds[key].map { value > UInt128($0) } ?? false }

    private func range(_ least: String, _ most: String) -> String {
        [least, most].compactMap { key in bounds[key].map { "\(key) \($0)" } }.joined(separator: " and ")
    }
}
