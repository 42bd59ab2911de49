/// Reads a bundle piece by piece, in the order of the file, with memory for one buffer.
///
/// It checks the file's structure and its digest: lengths, order, that nothing is missing and
/// nothing left over. Signatures, links and facts are for whoever takes the pieces.
public final class BundleReader {
    public let path: String
    /// Length of the file in bytes.
    public var size: UInt64 { input.size }
    /// How far the file was read, in bytes.
    public var position: UInt64 { input.position }
    /// SHA-256 of the core's payload, once the core was read.
    public private(set) var digest: Digest?

    private let input: BundleInput
    private var section: BundleFormat.Section?
    /// Where the current section ends.
    private var sectionEnd: UInt64 = 0
    private var isFinished = false
    /// Feeds of the core whose headers are still to come.
    private var feedsLeft: UInt32 = 0
    private var feed: BundleFeed?
    /// Entries of the current feed that were handed out.
    private var place: UInt64 = 0
    /// What the last piece of the current list is sorted by.
    private var last: Bytes32?

    /// Opens a bundle.
    /// - Throws: ``BundleFault`` when there is no file, or it starts like no bundle.
    public init(path: String) throws(BundleFault) {
        self.path = path
        input = try BundleInput(path: path)
        let wanted = BundleFormat.magic
        let start = try input.read(min(wanted.count, Int(clamping: input.size)), "the start")
        guard start != wanted else { return }
        if wanted.starts(with: start) {
            throw fault(.truncated("the start", needs: UInt64(wanted.count), left: input.size), at: 0)
        }
        throw fault(start.starts(with: BundleFormat.family) ? .otherVersion : .foreign, at: 0)
    }

    /// Reads a whole bundle, checks its structure and its digest, and counts what it holds.
    ///
    /// - Parameter progress: is told the bytes read and the file's length, from time to time.
    /// - Throws: ``BundleFault`` naming the first thing that is wrong.
    public static func checkIntegrity(
        _ path: String, progress: (_ done: UInt64, _ total: UInt64) -> Void = { _, _ in }
    ) throws(BundleFault) -> BundleContents {
        let reader = try BundleReader(path: path)
        var contents = BundleContents()
        var parts: UInt64 = 0
        while let part = try reader.next() {
            contents.count(part)
            parts += 1
            if parts % 1_000 == 0 { progress(reader.position, reader.size) }
        }
        progress(reader.position, reader.size)
        contents.digest = reader.digest ?? .zero
        contents.bytes = reader.size
        return contents
    }

    /// The next pieces, at most `limit`; empty at the end of the bundle.
    public func batch(atMost limit: Int = StoreLimits.group) throws(BundleFault) -> [BundlePart] {
        var parts: [BundlePart] = []
        while parts.count < limit, let part = try next() { parts.append(part) }
        return parts
    }

    /// The next piece; nil at the end of the bundle, where its digest was found right.
    /// - Throws: ``BundleFault``; nothing more can be read then.
    public func next() throws(BundleFault) -> BundlePart? {
        while !isFinished {
            switch section {
            case .core:
                if let part = try nextInCore() { return part }
            case .proofs, .definitions, .texts, .erasures, .checkpoints, .branches:
                if input.position < sectionEnd { return try nextInList() }
            case .end, nil: break
            }
            try openSection()
            if section == .core { return try charter() }
        }
        return nil
    }

    private func fault(_ flaw: BundleFlaw, at byte: UInt64) -> BundleFault { input.fault(flaw, at: byte) }
}

// MARK: Sections

extension BundleReader {
    /// Reads the header of the next section; checks the digest where it is the end.
    private func openSection() throws(BundleFault) {
        let at = input.position
        let digest = input.endDigest()
        let type = try input.integer(UInt8.self, "the next section")
        guard let opened = BundleFormat.Section(rawValue: type) else { throw fault(.newer(section: type), at: at) }
        guard section == nil ? opened == .core : opened.rawValue > (section?.rawValue ?? 0) else {
            throw fault(.sectionOrder(type), at: at)
        }
        let length = try input.integer(UInt64.self, "the length of section \(type)")
        guard length <= input.left else {
            throw fault(.truncated("section \(type)", needs: length, left: input.left), at: at)
        }
        guard length > 0 else { throw fault(.emptySection(type), at: at) }
        (section, sectionEnd, last) = (opened, input.position + length, nil)
        if opened == .end { try finish(digest, length: length) }
    }

    private func finish(_ digest: Digest, length: UInt64) throws(BundleFault) {
        let at = input.position
        guard length == 32 else { throw fault(.length("digest", length, allowed: 32...32), at: at - 8) }
        guard try bytes32("the digest") == digest.raw else { throw fault(.digest, at: at) }
        guard input.left == 0 else { throw fault(.trailing(input.left), at: input.position) }
        isFinished = true
    }

    private func charter() throws(BundleFault) -> BundlePart {
        input.startPart()
        let collective = EntryID(try bytes32("the collective"))
        let at = input.position
        let entry = try entry("the charter")
        guard Entry.id(of: entry) == collective else { throw fault(.charter(collective), at: at) }
        try demand(4, "the number of feeds")
        feedsLeft = try input.integer(UInt32.self, "the number of feeds")
        return .charter(collective, entry: entry)
    }

    /// The next feed or entry; nil where the core ends.
    private func nextInCore() throws(BundleFault) -> BundlePart? {
        if let feed, place < feed.entries {
            let bytes = try entry("an entry")
            place += 1
            return .entry(author: feed.author, place: place, bytes: bytes)
        }
        guard feedsLeft > 0 else {
            try demandEnd()
            digest = input.finishPart()
            return nil
        }
        feedsLeft -= 1
        return .feed(try feedHeader())
    }

    private func feedHeader() throws(BundleFault) -> BundleFeed {
        let at = input.position
        try demand(48, "a feed")
        let author = PublicKey(try bytes32("a feed"))
        let fork = try input.integer(UInt64.self, "a feed")
        let entries = try input.integer(UInt64.self, "a feed")
        let header = BundleFeed(author: author, fork: fork, entries: entries)
        try ascend(author.raw, "feeds", at: at)
        let isHolding = entries > 0 || fork > 0
        guard isHolding, max(entries, fork) <= Entry.Layout.maximumSeq else { throw fault(.feed(header), at: at) }
        (feed, place) = (header, 0)
        return header
    }

    private func nextInList() throws(BundleFault) -> BundlePart {
        let at = input.position
        switch section {
        case .proofs:
            let first = try entry("a proof's entry"), second = try entry("a proof's entry")
            try ascend(author(of: first), "proofs", at: at)
            guard Entry.id(of: first) < Entry.id(of: second) else {
                throw fault(.order("a proof's entries"), at: at)
            }
            return .proof(first: first, second: second)
        case .texts:
            let id = EntryID(try bytes32("a text's entry"))
            try ascend(id.raw, "texts", at: at)
            return .text(id, salted: try counted("a text", BundleFormat.textLengths))
        case .definitions:
            let bytes = try entry("a definition")
            try ascend(Entry.id(of: bytes).raw, "definitions", at: at)
            return .definition(bytes)
        case .checkpoints:
            let bytes = try counted("a checkpoint", BundleFormat.noteLengths)
            try ascend(SHA256.hash(bytes).raw, "checkpoints", at: at)
            return .checkpoint(bytes)
        case .branches:
            let bytes = try entry("an entry past a fork")
            try ascend(Entry.id(of: bytes).raw, "entries past forks", at: at)
            return .branch(bytes)
        default:
            let bytes = try entry("an erasure")
            try ascend(Entry.id(of: bytes).raw, "erasures", at: at)
            return .erasure(bytes)
        }
    }
}

// MARK: Pieces

extension BundleReader {
    private func author(of entry: [UInt8]) -> Bytes32 {
        Bytes32(entry[Entry.Layout.author..<(Entry.Layout.author + 32)]) ?? .zero
    }

    private func ascend(_ key: Bytes32, _ what: String, at byte: UInt64) throws(BundleFault) {
        if let last, last >= key { throw fault(.order(what), at: byte) }
        last = key
    }

    /// Checks that the section has `count` more bytes.
    private func demand(_ count: Int, _ what: @autoclosure () -> String) throws(BundleFault) {
        let left = sectionEnd - input.position
        guard UInt64(count) <= left else {
            throw fault(.overrun(what(), needs: UInt64(count), left: left), at: input.position)
        }
    }

    private func demandEnd() throws(BundleFault) {
        guard let section, input.position < sectionEnd else { return }
        throw fault(.surplus(section: section.rawValue, sectionEnd - input.position), at: input.position)
    }

    private func bytes32(_ what: @autoclosure () -> String) throws(BundleFault) -> Bytes32 {
        try demand(32, what())
        return Bytes32(try input.read(32, what())) ?? .zero
    }

    private func entry(_ what: @autoclosure () -> String) throws(BundleFault) -> [UInt8] {
        try counted(what(), BundleFormat.entryLengths)
    }

    /// Bytes with their length before them.
    private func counted(_ what: @autoclosure () -> String, _ allowed: ClosedRange<Int>) throws(BundleFault) -> [UInt8] {
        let at = input.position
        try demand(2, what())
        let length = Int(try input.integer(UInt16.self, what()))
        guard allowed.contains(length) else { throw fault(.length(what(), UInt64(length), allowed: allowed), at: at) }
        try demand(length, what())
        return try input.read(length, what())
    }
}
