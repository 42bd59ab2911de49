/// When a node puts on the disk what it knows of others. What came after the last time is gone when it crashes.
///
/// Times are in seconds since the node began.
package struct KeepPace: Sendable {
    /// The address book is kept soon after the first link, when most of it is news, and then ever more rarely up to
    /// the second.
    private static let book = (first: UInt64(5), most: UInt64(600))
    /// Cursors: an earlier one is as true, and a little longer.
    private static let cursors: UInt64 = 30

    private var pause = Self.book.most
    /// When the book is kept next.
    package private(set) var nextBook = Self.book.most
    /// When cursors are.
    package private(set) var nextCursors = Self.cursors

    package init() {}

    /// The first link after a time without any: whom it leads to is soon known.
    package mutating func beginLinks(at second: UInt64) {
        pause = Self.book.first
        nextBook = second + pause
    }

    /// Whether the book is to be kept now.
    package mutating func takesBook(at second: UInt64) -> Bool {
        guard second >= nextBook else { return false }
        pause = min(2 * pause, Self.book.most)
        nextBook = second + pause
        return true
    }

    /// Whether cursors are.
    package mutating func takesCursors(at second: UInt64) -> Bool {
        guard second >= nextCursors else { return false }
        nextCursors = second + Self.cursors
        return true
    }
}
