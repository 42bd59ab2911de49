/// Numbered places for many small values, kept in chunks: growing never moves what is there, and
/// changing one value of a copied slab copies one chunk. Freed places are used again.
package struct Slab<Element: Sendable>: Sendable {
    /// Elements a chunk; a power of two. Small enough that copying one is cheap (about 120 KB for
    /// a tree's leaves), large enough that the list of chunks stays short.
    private static var chunkSize: Int { 1024 }

    private var chunks: [[Element]] = []
    private var used = 0
    private var free: [UInt32] = []

    package init() {}

    /// How many elements are held.
    package var count: Int { used - free.count }

    /// Puts an element in a free place and returns its number.
    package mutating func insert(_ element: Element) -> Int {
        if let place = free.popLast() {
            self[Int(place)] = element
            return Int(place)
        }
        let place = used
        used += 1
        if place / Self.chunkSize == chunks.count {
            chunks.append([])
            // The first chunk grows as it needs to, so that a small tree stays small.
            if place > 0 { chunks[chunks.count - 1].reserveCapacity(Self.chunkSize) }
        }
        chunks[chunks.count - 1].append(element)
        return place
    }

    /// Frees a place that ``insert(_:)`` gave out and that wasn't freed since.
    package mutating func remove(_ place: Int) {
        free.append(UInt32(truncatingIfNeeded: place))
    }

    /// The element in a place that ``insert(_:)`` gave out.
    package subscript(place: Int) -> Element {
        get { chunks[place / Self.chunkSize][place % Self.chunkSize] }
        set { chunks[place / Self.chunkSize][place % Self.chunkSize] = newValue }
    }
}
