/// Numbers of things in words.
package enum Count {
    /// `1 entry`, `2 entries`.
    package static func words(_ count: some BinaryInteger, _ one: String, _ several: String) -> String {
        "\(count) \(count == 1 ? one : several)"
    }
}
