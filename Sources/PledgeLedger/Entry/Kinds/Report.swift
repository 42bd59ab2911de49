import Foundation

/// What came of a project, measured by somebody. The story is its text.
public struct Report: Hashable, Sendable {
    public var project: EntryID
    /// What was measured, such as `children-taught`; empty for a story alone.
    public var metric: String
    /// What the value counts; nil where the metric says it.
    public var unit: Unit?
    public var value: Int64
    /// The span that it is about, in milliseconds since the epoch.
    public var from: UInt64?
    public var to: UInt64?
    /// What was spent on it.
    public var spent: Quantity?
    /// SHA-256 of what shows it.
    public var evidence: [Digest]

    public init(
        project: EntryID, metric: String = "", unit: Unit? = nil, value: Int64 = 0, from: UInt64? = nil,
        to: UInt64? = nil, spent: Quantity? = nil, evidence: [Digest] = []
    ) {
        self.project = project
        self.metric = metric
        self.unit = unit
        self.value = value
        self.from = from
        self.to = to
        self.spent = spent
        self.evidence = evidence
    }
}

extension Report {
    init(_ wire: WireReport) throws(VoidReason) {
        let read = RangeReader(kind: .report)
        try read.require(!wire.metric.isEmpty || (wire.value == 0 && wire.unit.isEmpty), "has a value or a unit, and does not say of what measure; name the measure")
        let most = Int64(AmountBounds.allowed.upperBound)
        try read.require((-most...most).contains(wire.value), "has a value of \(wire.value); it is at most 10^15 above or below zero")
        try read.require(wire.to == 0 || wire.from <= wire.to, "is about a time that ends before it begins; swap them")
        self.init(
            project: try read.bytes32(wire.project, "project"),
            metric: wire.metric.isEmpty ? "" : try read.tag(wire.metric, "measure"),
            unit: wire.unit.isEmpty ? nil : try read.unit(wire.unit), value: wire.value,
            from: wire.from.orNil, to: wire.to.orNil, spent: wire.hasSpent ? try read.quantity(wire.spent) : nil,
            evidence: try read.list(wire.evidence, atMost: RangeReader.evidence, "pieces of evidence"))
    }

    var wire: WireReport {
        var wire = WireReport()
        wire.project = project.data
        wire.metric = metric
        wire.unit = unit?.name ?? ""
        wire.value = value
        wire.from = from ?? 0
        wire.to = to ?? 0
        if let spent { wire.spent = spent.wire }
        wire.evidence = evidence.map(\.data)
        return wire
    }
}
