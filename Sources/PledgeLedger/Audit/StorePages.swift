import Foundation

/// The pages of a store's file and of its log, read one by one: where SQLite gives up at the first
/// damaged page, the others can still be read. Formats: sqlite.org/fileformat2.html, sections 1.6 and 4.
struct StorePages {
    /// What every store is made with, SQLite's own choice since 3.12.
    static let size = 4_096

    private let file: FileHandle?
    private let log: FileHandle?
    private let fileSize: Int
    private let logSize: Int
    /// Where in the log the newest version of a page is.
    private let newest: [UInt32: Int]

    private static let logHeader = 32, frameHeader = 24

    init(path: String) {
        file = FileHandle(forReadingAtPath: path)
        log = FileHandle(forReadingAtPath: path + "-wal")
        fileSize = Int((try? file?.seekToEnd()) ?? 0)
        logSize = Int((try? log?.seekToEnd()) ?? 0)
        newest = Self.newestFrames(log, size: logSize)
    }

    func close() {
        try? file?.close()
        try? log?.close()
    }

    /// Every page that can be read, in the file and in the log, old versions included.
    func forEach(_ body: ([UInt8]) throws -> Void) rethrows {
        for offset in stride(from: 0, to: fileSize, by: Self.size) {
            if let page = Self.read(file, offset, Self.size) { try body(page) }
        }
        for frame in stride(from: Self.logHeader, to: logSize, by: Self.frameHeader + Self.size) {
            if let page = Self.read(log, frame + Self.frameHeader, Self.size) { try body(page) }
        }
    }

    /// A page by its number, from 1, as it was last written.
    func page(_ number: UInt32) -> [UInt8]? {
        if let frame = newest[number] { return Self.read(log, frame + Self.frameHeader, Self.size) }
        return number == 0 ? nil : Self.read(file, (Int(number) - 1) * Self.size, Self.size)
    }

    /// Frames count where their salts are the log's own; others are left from before it last began anew.
    private static func newestFrames(_ log: FileHandle?, size: Int) -> [UInt32: Int] {
        var newest: [UInt32: Int] = [:]
        guard let header = read(log, 0, logHeader), header.count == logHeader else { return newest }
        for frame in stride(from: logHeader, to: size, by: frameHeader + Self.size) {
            guard let head = read(log, frame, frameHeader), head.count == frameHeader, head[8..<16] == header[16..<24] else { break }
            newest[head.bigEndian32(at: 0)] = frame
        }
        return newest
    }

    /// Up to so many bytes from an offset; nil where the disk gives none.
    private static func read(_ file: FileHandle?, _ offset: Int, _ count: Int) -> [UInt8]? {
        guard let file, (try? file.seek(toOffset: UInt64(offset))) != nil, let data = try? file.read(upToCount: count)
        else { return nil }
        return Array(data)
    }
}

/// A table's leaf page: rows of columns, of which the blobs are wanted.
struct LeafPage {
    /// A blob of a row.
    struct Blob {
        let bytes: [UInt8]
        /// Whether part of it lies on other pages.
        let isSpilt: Bool
    }

    private let page: [UInt8]
    private let pages: StorePages

    /// Longer rows are no store's: the longest text with its salt, and a little more.
    private static let longestRow = SaltedText.maximumText + 1_024

    /// Nil where the page is none, or too damaged to tell.
    init?(_ page: [UInt8], of pages: StorePages) {
        guard page.count == StorePages.size, page[0] == 0x0d else { return nil }
        self.page = page
        self.pages = pages
    }

    func forEachBlob(_ body: (Blob) throws -> Void) rethrows {
        let count = Int(page.bigEndian16(at: 3))
        for cell in 0..<count where 8 + 2 * cell + 2 <= page.count {
            var at = Int(page.bigEndian16(at: 8 + 2 * cell))
            guard at >= 8, let length = page.varint(&at), page.varint(&at) != nil, length > 0, length <= Self.longestRow,
                let row = row(at, Int(length))
            else { continue }
            for blob in blobs(of: row.bytes) { try body(Blob(bytes: blob, isSpilt: row.isSpilt)) }
        }
    }

    /// A row's bytes: on this page, and where they don't fit on a chain of others.
    private func row(_ at: Int, _ length: Int) -> (bytes: [UInt8], isSpilt: Bool)? {
        let local = Self.local(length)
        guard at + local + (local < length ? 4 : 0) <= page.count else { return nil }
        var bytes = Array(page[at..<(at + local)])
        guard local < length else { return (bytes, false) }
        var next = page.bigEndian32(at: at + local)
        while bytes.count < length {
            guard let more = pages.page(next), more.count == StorePages.size else { return nil }
            next = more.bigEndian32(at: 0)
            bytes += more[4...].prefix(length - bytes.count)
        }
        return (bytes, true)
    }

    /// How much of a row lies on its leaf page (section 1.6, with no reserved bytes).
    private static func local(_ length: Int) -> Int {
        let usable = StorePages.size
        guard length > usable - 35 else { return length }
        let least = (usable - 12) * 32 / 255 - 23
        let local = least + (length - least) % (usable - 4)
        return local <= usable - 35 ? local : least
    }

    private func blobs(of row: [UInt8]) -> [[UInt8]] {
        var at = 0, blobs: [[UInt8]] = []
        guard let header = row.varint(&at), header <= row.count else { return [] }
        var value = Int(header)
        while at < Int(header), let type = row.varint(&at) {
            guard let length = Self.length(ofType: type), value + length <= row.count else { break }
            if type >= 12, type % 2 == 0 { blobs.append(Array(row[value..<(value + length)])) }
            value += length
        }
        return blobs
    }

    /// Bytes of a value by its serial type (section 2.1).
    private static func length(ofType type: UInt64) -> Int? {
        let fixed = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0]
        if type < fixed.count { return fixed[Int(type)] }
        return type < 12 || type > 1 << 32 ? nil : Int((type - 12) / 2)
    }
}

extension [UInt8] {
    fileprivate func bigEndian16(at offset: Int) -> UInt16 { UInt16(self[offset]) << 8 | UInt16(self[offset + 1]) }

    fileprivate func bigEndian32(at offset: Int) -> UInt32 {
        UInt32(bigEndian16(at: offset)) << 16 | UInt32(bigEndian16(at: offset + 2))
    }

    /// SQLite's number of 1 to 9 bytes, seven bits each and eight in the ninth; nil past the end.
    fileprivate func varint(_ at: inout Int) -> UInt64? {
        var value: UInt64 = 0
        for index in 0..<9 {
            guard at >= 0, at < count else { return nil }
            let byte = self[at]
            at += 1
            if index == 8 { return value << 8 | UInt64(byte) }
            value = value << 7 | UInt64(byte & 0x7f)
            if byte < 0x80 { return value }
        }
        return nil
    }
}
