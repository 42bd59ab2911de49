/// Why bytes are no frame.
public enum FrameFault: Error, Hashable, Sendable, CustomStringConvertible {
    case tooLong(Int)
    case unreadable
    case unknownKind
    case version(UInt32)
    /// A field of another length than its kind has.
    case length(field: String, got: Int, due: Int)
    /// More or fewer items than allowed.
    case count(field: String, got: Int, allowed: ClosedRange<Int>)
    /// A value outside its range, or one that contradicts another.
    case value(field: String)
    /// Packed entries whose lengths do not add up.
    case packing(offset: Int)

    public var description: String {
        switch self {
        case .tooLong(let count): "a frame of \(count) bytes; at most \(Limits.frame) are allowed"
        case .unreadable: "not a protobuf Frame"
        case .unknownKind: "a frame of no kind that this version knows"
        case .version(let version): "a hello of version \(version); this program speaks version 1"
        case .length(let field, let got, let due): "\(field) of \(got) bytes; it has \(due)"
        case .count(let field, let got, let allowed):
            "\(field): \(got); allowed are \(allowed.lowerBound) to \(allowed.upperBound)"
        case .value(let field): "\(field) is out of its range, or contradicts the rest of the frame"
        case .packing(let offset): "packed entries whose lengths do not add up at byte \(offset)"
        }
    }
}
