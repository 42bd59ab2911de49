import PledgeLedger

/// A small map kept in key order, so that walking it is the same in every run. Lookups are by
/// halving; values are changed in place.
struct SortedMap<Key: Comparable & Sendable, Value: Sendable>: Sendable {
    private(set) var keys: [Key] = []
    /// Nil only while a value is out for a change.
    private var values: [Value?] = []

    var count: Int { keys.count }
    var isEmpty: Bool { keys.isEmpty }

    /// Where a key is, or would be.
    private func place(of key: Key) -> (index: Int, isThere: Bool) {
        let index = keys.partitioningIndex { $0 >= key }
        return (index, index < keys.count && keys[index] == key)
    }

    func contains(_ key: Key) -> Bool { place(of: key).isThere }

    subscript(key: Key) -> Value? {
        // Lends the value: a copy of a large one costs more than what is looked at in it.
        @inline(__always) _read {
            let place = place(of: key)
            if place.isThere { yield values[place.index] } else { yield nil }
        }
        _modify {
            var value: Value?
            let place = place(of: key)
            if place.isThere { swap(&value, &values[place.index]) }
            defer { put(value, for: key, at: place.index, isThere: place.isThere) }
            yield &value
        }
    }

    /// Exchanges the value of a key that is there, which may be nil in between.
    /// - Returns: whether the key is there.
    mutating func exchange(_ key: Key, _ value: inout Value?) -> Bool {
        let place = place(of: key)
        if place.isThere { swap(&value, &values[place.index]) }
        return place.isThere
    }

    private mutating func put(_ value: consuming Value?, for key: Key, at index: Int, isThere: Bool) {
        if isThere, value != nil {
            swap(&value, &values[index])
        } else if isThere {
            keys.remove(at: index)
            values.remove(at: index)
        } else if value != nil {
            keys.insert(key, at: index)
            values.insert(value, at: index)
        }
    }

    /// The values in key order.
    var inOrder: some Sequence<Value> { values.lazy.compactMap { $0 } }
}
