/// What is to happen, soonest first; of two things at one time, the one that was put in first.
///
/// A binary heap of small keys; what happens lies in a slab beside it, so that moving keys is cheap.
package struct EventQueue<Event> {
    private struct Key {
        var time: UInt64
        var sequence: UInt64
        var place: UInt32
        var owner: UInt32

        static func < (left: Key, right: Key) -> Bool {
            left.time == right.time ? left.sequence < right.sequence : left.time < right.time
        }
    }

    private var heap: [Key] = []
    private var slab: [Event?] = []
    private var free: [UInt32] = []
    private var pushed: UInt64 = 0
    private var aside: [Key] = []

    package init() {}

    package var count: Int { heap.count + aside.count }

    /// How much was put aside.
    package var asideCount: Int { aside.count }

    /// When the next thing happens, in milliseconds; nil when nothing will.
    package var nextTime: UInt64? { heap.first?.time }

    /// Whom the next thing happens to.
    package var nextOwner: UInt32? { heap.first?.owner }

    /// - Parameter owner: whom it happens to, as ``nextOwner`` says it.
    package mutating func push(_ event: Event, at time: UInt64, to owner: UInt32 = 0) {
        let place: UInt32
        if let freed = free.popLast() {
            place = freed
            slab[Int(place)] = event
        } else {
            place = UInt32(truncatingIfNeeded: slab.count)
            slab.append(event)
        }
        pushed += 1
        insert(Key(time: time, sequence: pushed, place: place, owner: owner))
    }

    private mutating func insert(_ key: Key) {
        heap.append(key)
        rise(heap.count - 1)
    }

    /// Puts the next thing aside, so that what comes after it can be had before.
    package mutating func putAside() {
        if let key = removeFirst() { aside.append(key) }
    }

    /// Takes back all that was put aside, each to the place that it had.
    package mutating func takeBack() {
        for key in aside { insert(key) }
        aside.removeAll(keepingCapacity: true)
    }

    private mutating func removeFirst() -> Key? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        if !heap.isEmpty {
            heap[0] = last
            sink(0)
        }
        return first
    }

    /// The next thing and its time.
    package mutating func pop() -> (time: UInt64, event: Event)? {
        guard let first = removeFirst() else { return nil }
        var event: Event?
        swap(&event, &slab[Int(first.place)])
        free.append(first.place)
        return event.map { (first.time, $0) }
    }

    private mutating func rise(_ start: Int) {
        var index = start
        let key = heap[index]
        while index > 0 {
            let above = (index - 1) / 2
            guard key < heap[above] else { break }
            heap[index] = heap[above]
            index = above
        }
        heap[index] = key
    }

    private mutating func sink(_ start: Int) {
        var index = start
        let key = heap[index]
        while true {
            var below = 2 * index + 1
            guard below < heap.count else { break }
            if below + 1 < heap.count, heap[below + 1] < heap[below] { below += 1 }
            guard heap[below] < key else { break }
            heap[index] = heap[below]
            index = below
        }
        heap[index] = key
    }
}
