extension RandomAccessCollection {
    /// Where the elements begin that meet a condition, in a collection where all that meet it come last: a binary
    /// search. The end where none does.
    @inlinable package func partitioningIndex(where isPast: (Element) throws -> Bool) rethrows -> Index {
        var low = startIndex, count = count
        while count > 0 {
            let half = count / 2, middle = index(low, offsetBy: half)
            if try isPast(self[middle]) {
                count = half
            } else {
                low = index(after: middle)
                count -= half + 1
            }
        }
        return low
    }
}
