import Dispatch
import Logging
import PledgeLedger
import Synchronization

/// Reads the store for peers and sends what it finds, each link on queues of its own, so that a
/// slow peer makes nobody else wait.
final class Streamer: Sendable {
    /// Bytes read in one go. Reads are short, so that no slow peer keeps a state of the store alive.
    static let chunk = 512 << 10

    private let store: Store
    private let network: LinkNetwork
    private let logger: Logger

    private struct Lanes {
        let bulk: DispatchQueue
        let brief: DispatchQueue
    }

    private let lanes = Mutex<[LinkID: Lanes]>([:])
    private let reads = DispatchQueue(label: "pledged.read")

    init(store: Store, network: LinkNetwork, logger: Logger) {
        self.store = store
        self.network = network
        self.logger = logger
    }

    /// Lets go of a link's queues.
    func drop(_ link: LinkID) {
        _ = lanes.withLock { $0.removeValue(forKey: link) }
    }

    private func lane(_ link: LinkID) -> Lanes {
        lanes.withLock { lanes in
            if let known = lanes[link] { return known }
            let made = Lanes(
                bulk: DispatchQueue(label: "pledged.bulk.\(link.number)"),
                brief: DispatchQueue(label: "pledged.brief.\(link.number)"))
            lanes[link] = made
            return made
        }
    }

    /// What a stream sent.
    struct Sent: Sendable {
        var bytes = 0
        var entries = 0
    }

    /// Streams ranges as segments, then calls `done` with what was sent.
    func serve(_ channel: Channel, need: UInt32, _ ranges: [FeedRange], done: @escaping @Sendable (Sent) -> Void) {
        let lane = need == 0 ? lane(channel.link).brief : lane(channel.link).bulk
        lane.async {
            var sent = Sent()
            var rest = ranges[...]
            while !rest.isEmpty {
                let (frames, entries, after) = self.frames(channel, need: need, rest)
                rest = after
                sent.bytes += frames.reduce(0) { $0 + $1.count }
                sent.entries += entries
                guard frames.isEmpty || self.network.sendBlocking(channel.link, frames) else { break }
            }
            done(sent)
        }
    }

    /// One chunk of segments, and the ranges that are left.
    private func frames(
        _ channel: Channel, need: UInt32, _ ranges: ArraySlice<FeedRange>
    ) -> (frames: [[UInt8]], entries: Int, rest: ArraySlice<FeedRange>) {
        var writer = SegmentWriter(channel: channel, need: need)
        let ranges = Array(ranges)
        var last: (range: Int, seq: UInt64)?
        let spans = ranges.lazy.map { Store.Span(author: $0.author, after: $0.after, through: $0.through) }
        do {
            try store.forEachEntry(of: spans, in: channel.collective) { index, seq, entry, text in
                writer.append(entry, text: text, of: ranges[index])
                last = (index, seq)
                return writer.size < Self.chunk
            }
        } catch {
            logger.error("store: \(error)")
            return ([], 0, [])
        }
        writer.flush()
        guard writer.size >= Self.chunk, let last else { return (writer.frames, writer.entries, []) }
        let current = ranges[last.range]
        var rest = ranges[(last.range + 1)...]
        if last.seq < current.through {
            rest = ([FeedRange(author: current.author, after: last.seq, through: current.through, hops: current.hops)] + rest)[...]
        }
        return (writer.frames, writer.entries, rest)
    }

    /// Answers what has changed since, then calls `done` with what was sent.
    func serveChanges(_ channel: Channel, _ since: Frame.Since, done: @escaping @Sendable (Sent) -> Void) {
        lane(channel.link).bulk.async {
            let heads = self.reading {
                try self.store.headsChanged(in: channel.collective, after: since.change, limit: Limits.changesAtOnce)
            }
            let frames = Frame.Changes.answer(heads, to: since).map { FrameCodec.encode($0) }
            _ = self.network.sendBlocking(channel.link, frames)
            done(Sent(bytes: frames.reduce(0) { $0 + $1.count }))
        }
    }

    /// Sends an author's fork proof before everything that waits to be streamed.
    func serveProof(_ channel: Channel, author: PublicKey) {
        reads.async {
            guard let proof = self.reading({ try self.store.forkProof(of: author, in: channel.collective) }) else { return }
            self.network.send(
                channel.link,
                FrameCodec.encode(.proof(Frame.Proof(
                    collective: channel.number, first: proof.first.entry.bytes, second: proof.second.entry.bytes))),
                urgent: true)
        }
    }

    /// Answers a request for entries or texts by id.
    func serveFetch(_ channel: Channel, _ ids: [EntryID], texts: Bool) {
        lane(channel.link).brief.async {
            let frames = ids.map { id in
                let held = self.reading { try self.store.entry(id, in: channel.collective) }
                let content: Frame.Fetched.Content = if texts {
                    held?.text.map { .text($0.bytes) } ?? .nothing
                } else {
                    held.map { .entry($0.entry.entry.bytes) } ?? .nothing
                }
                return FrameCodec.encode(.fetched(Frame.Fetched(
                    collective: channel.number, id: id, texts: texts, content: content)))
            }
            _ = self.network.sendBlocking(channel.link, frames)
        }
    }

    /// Answers a request for ids at places of a feed.
    func answerIDs(_ channel: Channel, number: UInt32, author: PublicKey, seqs: [UInt64]) {
        lane(channel.link).brief.async {
            let ids = self.reading { try self.store.ids(of: author, at: seqs, in: channel.collective) } ?? []
            let frame = Frame.ids(Frame.IDs(collective: channel.number, number: number, ids: ids.map { $0 ?? .zero }))
            _ = self.network.sendBlocking(channel.link, [FrameCodec.encode(frame)])
        }
    }

    /// Reads ids for the core itself.
    func readIDs(
        of author: PublicKey, in id: CollectiveID, at seqs: [UInt64], _ done: @escaping @Sendable ([EntryID?]) -> Void
    ) {
        reads.async {
            done(self.reading { try self.store.ids(of: author, at: seqs, in: id) } ?? seqs.map { _ in nil })
        }
    }

    private func reading<T>(_ body: () throws -> T?) -> T? {
        do { return try body() } catch {
            logger.error("store: \(error)")
            return nil
        }
    }
}

/// Packs entries into segment frames, one feed a frame.
struct SegmentWriter {
    private let channel: Channel
    private let need: UInt32
    private var packer = SegmentPacker()
    private var author = PublicKey.zero
    private var hops: UInt8 = 0
    private(set) var frames: [[UInt8]] = []
    /// Bytes of the entries and texts so far.
    private(set) var size = 0
    private(set) var entries = 0

    init(channel: Channel, need: UInt32) {
        self.channel = channel
        self.need = need
    }

    mutating func append(_ entry: UnsafeRawBufferPointer, text: UnsafeRawBufferPointer, of range: FeedRange) {
        if range.author != author { flush() }
        (author, hops) = (range.author, range.hops)
        let text = text.isEmpty ? nil : text
        if !packer.append(entry: entry, text: text) {
            flush()
            guard packer.append(entry: entry, text: text) else { return }
        }
        entries += 1
        size += entry.count + (text?.count ?? 0)
    }

    /// Closes the frame under way.
    mutating func flush() {
        guard !packer.isEmpty else { return }
        frames.append(FrameCodec.encode(.segment(Frame.Segment(
            collective: channel.number, need: need, author: author, entries: packer.bytes, hops: hops))))
        packer.removeAll()
    }
}
