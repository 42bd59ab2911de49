import GRDB
import GRDBSQLite

/// A prepared statement of GRDB's own cache, bound and stepped without its conveniences: for the
/// statements that run once an entry.
struct Prepared {
    private let handle: OpaquePointer
    private let database: Database

    init(_ database: Database, _ sql: String) throws {
        self.database = database
        handle = try database.cachedStatement(sql: sql).sqliteStatement
        sqlite3_reset(handle)
    }

    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    @discardableResult
    func bind(_ index: Int32, _ value: Int64) -> Prepared {
        sqlite3_bind_int64(handle, index, value)
        return self
    }

    @discardableResult
    func bind(_ index: Int32, _ value: UInt64) -> Prepared { bind(index, Int64(bitPattern: value)) }

    @discardableResult
    func bind(_ index: Int32, _ value: some ThirtyTwoBytes) -> Prepared {
        value.withUnsafeBytes { bytes in
            _ = sqlite3_bind_blob(handle, index, bytes.baseAddress, Int32(bytes.count), Self.transient)
        }
        return self
    }

    @discardableResult
    func bind(_ index: Int32, _ value: [UInt8]) -> Prepared {
        value.withUnsafeBytes { bytes in
            _ = sqlite3_bind_blob64(handle, index, bytes.baseAddress, UInt64(bytes.count), Self.transient)
        }
        return self
    }

    @discardableResult
    func bindNull(_ index: Int32) -> Prepared {
        sqlite3_bind_null(handle, index)
        return self
    }

    /// Runs a statement that returns no rows.
    func run() throws {
        defer { sqlite3_reset(handle) }
        while try step() {}
    }

    /// Calls `body` for each row; stops when it returns false.
    func each(_ body: (Row) throws -> Bool) throws {
        defer { sqlite3_reset(handle) }
        while try step() {
            if try !body(Row(handle: handle)) { return }
        }
    }

    /// The first row through `body`; nil when there is none.
    func first<T>(_ body: (Row) throws -> T) throws -> T? {
        defer { sqlite3_reset(handle) }
        return try step() ? try body(Row(handle: handle)) : nil
    }

    private func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            let connection = database.sqliteConnection
            throw DatabaseError(
                resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
                message: sqlite3_errmsg(connection).map { String(cString: $0) })
        }
    }

    /// The current row; valid only inside the closure that it was handed to.
    struct Row {
        fileprivate let handle: OpaquePointer

        func int(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }
        func uint(_ column: Int32) -> UInt64 { UInt64(bitPattern: int(column)) }
        /// A count or a size, held to what sums can't overflow: a damaged row says anything.
        func count(_ column: Int32, atMost limit: UInt64 = 1 << 56) -> UInt64 { min(uint(column), limit) }
        func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }
        func text(_ column: Int32) -> String { sqlite3_column_text(handle, column).map { String(cString: $0) } ?? "" }

        func bytes(_ column: Int32) -> [UInt8] {
            Array(buffer(column))
        }

        /// The value's bytes where SQLite holds them.
        func buffer(_ column: Int32) -> UnsafeRawBufferPointer {
            UnsafeRawBufferPointer(
                start: sqlite3_column_blob(handle, column), count: Int(sqlite3_column_bytes(handle, column)))
        }

        /// A key, id or hash; zero when the column holds anything but 32 bytes.
        func value<T: ThirtyTwoBytes>(_ column: Int32) -> T { Bytes32(buffer(column)).map(T.init) ?? .zero }
    }
}

extension EntryID {
    /// The first eight bytes as a signed number that sorts as the bytes do: what the id index holds.
    var index: Int64 { Int64(bitPattern: raw.prefix ^ (1 << 63)) }
}
