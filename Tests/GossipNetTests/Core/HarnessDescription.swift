import Testing

/// A failing expectation shows the counts, not every node's state.
extension Harness: CustomTestStringConvertible {
    var testDescription: String { "harness at \(now), frames \(frames), bytes \(bytes)" }
}
