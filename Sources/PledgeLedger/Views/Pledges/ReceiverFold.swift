import GRDB

/// Who gets something of which project: a row for each, so that what somebody borrowed is found without reading
/// every project.
final class ReceiverFold: EntryFold {
    func define(_ definition: Int64, as entry: VerifiedEntry, in context: FoldContext) throws {
        guard case .project(let project) = entry.reading.facts else { return }
        for receiver in project.receivers(author: entry.entry.author) {
            try Prepared(context.database, "INSERT OR IGNORE INTO receiver (collective, author, definition) VALUES (?, ?, ?)")
                .bind(1, context.collective).bind(2, receiver).bind(3, definition).run()
        }
    }

    // A project stays what it is, whoever names it.
    func apply(_ placed: PlacedEntry, in context: FoldContext) throws {}
    func unapply(_ placed: PlacedEntry, in context: FoldContext) throws {}
    func retract(_ target: PlacedEntry, by retract: PlacedEntry, in context: FoldContext) throws {}
    func restore(_ target: PlacedEntry, in context: FoldContext) throws {}
    func flush(in context: FoldContext) throws {}
}
