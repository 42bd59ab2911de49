/// Sizes of files and disks for people.
package enum ByteText {
    /// `3.2 GB`, `41.0 MB`, `12 kB`, rounded down.
    package static func shown(_ count: UInt64) -> String {
        for (size, unit) in [(UInt64(1_000_000_000), "GB"), (1_000_000, "MB")] where count >= size {
            let tenths = count / (size / 10)
            return "\(Count.text(tenths / 10)).\(tenths % 10) \(unit)"
        }
        return "\(count / 1_000) kB"
    }
}
