import Foundation
import GRDB
import PledgeLedger
import Testing

extension Store {
    /// Changes rows behind the store's back.
    func tamper(_ sql: String) throws {
        try write(.normal) { try $0.execute(sql: sql) }
    }

    func number(_ sql: String) throws -> Int? {
        try read { try Int.fetchOne($0, sql: sql) }
    }

    /// Takes entries without their texts.
    @discardableResult
    func take(_ entries: [VerifiedEntry]) throws -> [Taken] {
        guard let id = entries.first?.entry.collective else { return [] }
        return try take(entries.map { Offer($0) }, into: id)
    }
}

/// The store's fault that a piece of work ends in; nil when it ends well.
func storeFault(_ body: () throws -> Void) -> StoreFault? {
    do { try body() } catch { return error as? StoreFault }
    return nil
}

/// Tells of each transaction's durability, from inside.
final class DurabilityProbe: EntryFold {
    static let seen = Locked<[Int]>([])

    func apply(_ placed: PlacedEntry, in context: FoldContext) throws {
        let level = try Int.fetchOne(context.database, sql: "PRAGMA synchronous") ?? -1
        Self.seen.with { $0.append(level) }
    }
    func unapply(_ placed: PlacedEntry, in context: FoldContext) throws {}
    func retract(_ target: PlacedEntry, by retract: PlacedEntry, in context: FoldContext) throws {}
    func restore(_ target: PlacedEntry, in context: FoldContext) throws {}
    func define(_ definition: Int64, as entry: VerifiedEntry, in context: FoldContext) throws {}
    func flush(in context: FoldContext) throws {}
}

/// A value that threads share.
final class Locked<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value

    init(_ value: Value) { self.value = value }

    @discardableResult
    func with<T>(_ body: (inout Value) throws -> T) rethrows -> T {
        lock.lock()
        defer { lock.unlock() }
        return try body(&value)
    }
}
