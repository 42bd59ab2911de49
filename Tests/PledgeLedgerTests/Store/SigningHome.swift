import Foundation
import PledgeLedger
import Testing

/// A founder's home in a folder: a store, a key and its marks.
struct SigningHome {
    let maker: LedgerMaker
    let folder: TemporaryFolder
    var store: Store
    var collective: CollectiveID { maker.collective }
    var path: String { folder.file("ledger.sqlite") }
    var markPath: String { folder.file("marks/\(collective.hex).json") }
    var author: PublicKey { maker.keys[0].publicKey }

    init(seed: UInt64) throws {
        maker = try LedgerMaker(seed: seed)
        folder = try TemporaryFolder()
        store = try maker.store(in: folder)
    }

    static let facts = Facts.retract(Retract(target: .zero))

    func signer(_ store: Store? = nil) throws -> Signer {
        try Signer(store: store ?? self.store, key: maker.keys[0], marks: folder.file("marks"))
    }

    /// Makes the mark say that it was written at another time than its file was, or at none.
    func redateMark(by milliseconds: Int64?) throws {
        let url = URL(fileURLWithPath: markPath)
        var mark = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
        let written = try #require(mark["written"] as? Int64)
        mark["written"] = milliseconds.map { written + $0 }
        try JSONSerialization.data(withJSONObject: mark).write(to: url)
    }

    @discardableResult
    func sign(
        at offset: Int64 = 0, _ insisting: Signer.Insistence = [], facts: Facts = facts
    ) throws -> Entry {
        try signer().sign(facts, in: collective, now: UInt64(Int64(maker.clock) + offset), insisting: insisting)
    }

    func signFault(at offset: Int64 = 0, _ insisting: Signer.Insistence = []) -> SignFault? {
        do { try sign(at: offset, insisting) } catch { return error as? SignFault }
        return nil
    }

    var head: Head? { get throws { try store.feed(of: author, in: collective)?.head } }

    /// Puts an entry into the mark, as if it was signed last on this host.
    func setMark(_ entry: [UInt8]) throws {
        let url = URL(fileURLWithPath: markPath)
        var mark = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
        mark["entry"] = entry.hex
        try JSONSerialization.data(withJSONObject: mark).write(to: url)
    }

    /// The entry that would follow one, with something else to say.
    func next(after entry: Entry, facts: Facts = facts) throws -> Entry {
        let draft = Entry.Draft(
            collective: collective, seq: entry.seq + 1, prev: entry.id, time: maker.clock, facts: try FactsCodec.encode(facts))
        return try Entry.sign(draft, with: maker.keys[0])
    }

    /// The whole content of the store's file, with nothing left in its log.
    mutating func content() throws -> Data {
        try store.closeWhole()
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        store = try Store(at: path)
        return data
    }

    /// Puts an earlier content into the same file: a store that went back.
    mutating func restore(_ content: Data) throws {
        try store.close()
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try file.truncate(atOffset: 0)
        try file.write(contentsOf: content)
        try file.close()
        store = try Store(at: path)
    }
}
