import PledgeLedger

/// A list that was asked for: after what its part begins, and how the next part is asked for.
///
/// A place alone would mean something in any list. So a cursor begins with eight digits that stand for the node, the
/// collective, the list, what it is narrowed to and the place: what a list did not give, no list takes.
struct AskedList {
    /// Where the part begins; nil for the first.
    let after: ListCursor?
    private let list: String

    /// - Parameter only: what the list is narrowed to; nil for all of it.
    /// - Throws: ``WebFault`` for a cursor that this list did not give.
    init(_ wish: WebRequest, _ reader: LedgerReader, only: Bytes32? = nil) throws {
        let list = [reader.site.board.status().node, reader.id.hex, wish.path, only?.bytes.hex ?? ""].joined(separator: "\n")
        self.list = list
        after = try wish.query["cursor"].map { try Self.place($0, list) }
    }

    /// What the next part is asked for with; nil where nothing follows.
    func cursor(_ next: ListCursor?) -> String? { next.map { "\(Self.mark(list, $0))-\($0)" } }

    private static func mark(_ list: String, _ place: ListCursor) -> String {
        String(SHA256.hash(Array("\(list)\n\(place)".utf8)).hex.prefix(8))
    }

    private static func place(_ text: String, _ list: String) throws -> ListCursor {
        let halves = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, let place = ListCursor(String(halves[1])) else {
            throw WebFault(.badRequest, "cursor is what `next` of an earlier part said")
        }
        guard halves[0] == mark(list, place) else {
            throw WebFault(
                .badRequest, "this cursor is of another list, collective or node, or was changed; without one the list begins anew")
        }
        return place
    }
}
