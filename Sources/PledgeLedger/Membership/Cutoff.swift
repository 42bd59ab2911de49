/// The moment at which a view is taken. Nothing compares against an unspoken now: commands print it.
///
/// Without witnesses it goes by the times that authors claim, so a view at a cutoff is provisional.
public struct Cutoff: Hashable, Sendable {
    /// Milliseconds since the Unix epoch.
    public var time: UInt64

    /// Clocks differ; an entry claimed this much later than the cutoff is still in.
    public static let tolerance: UInt64 = 10 * 60 * 1000

    public init(time: UInt64) { self.time = time }

    /// Leaves nothing out, however late it claims to be.
    public static let end = Cutoff(time: .max)

    /// Whether an entry that claims this time is in the view.
    public func includes(claimed: UInt64) -> Bool { claimed <= latest }

    /// The latest claimed time that is still in.
    var latest: UInt64 {
        let (latest, overflow) = time.addingReportingOverflow(Self.tolerance)
        return overflow ? .max : latest
    }
}
