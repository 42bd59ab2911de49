/// A cover of a time that its witness can't have had: what it covered holds covers of a time further ahead than
/// clocks may differ. So one of the two witnesses made a time up.
public struct BackdatedCover: Hashable, Sendable {
    /// The cover whose time is too early.
    public var cover: CoverRecord
    /// The latest of the covers that the covered entries carry.
    public var held: CoverRecord

    public init(cover: CoverRecord, held: CoverRecord) {
        self.cover = cover
        self.held = held
    }

    /// Each witness's first about each author, by author and witness.
    ///
    /// - Parameters:
    ///   - covers: those whose ids lie on their authors' chains, in order (``CoverRecord/order``).
    ///   - carried: all that count, whatever chain their ids are on.
    public static func all(in covers: [CoverRecord], carried: [CoverRecord]) -> [BackdatedCover] {
        let carried = Dictionary(grouping: carried, by: \.carrier).mapValues(rising)
        var found: [BackdatedCover] = [], seen: Set<[PublicKey]> = []
        for cover in covers {
            guard let held = carried[cover.author]?.last(upTo: cover.seq), held.time > cover.time,
                held.time - cover.time > Witnessing.ahead, seen.insert([cover.author, cover.witness]).inserted
            else { continue }
            found.append(BackdatedCover(cover: cover, held: held))
        }
        return found.sorted { ($0.cover.author, $0.cover.witness) < ($1.cover.author, $1.cover.witness) }
    }

    /// What one feed carries, by place, each time later than all before it.
    private static func rising(_ carried: [CoverRecord]) -> [CoverRecord] {
        var rising: [CoverRecord] = []
        for cover in carried.sorted(by: { ($0.carrierSeq, $1.time) < ($1.carrierSeq, $0.time) })
        where cover.time > rising.last?.time ?? 0 { rising.append(cover) }
        return rising
    }
}

extension [CoverRecord] {
    /// The last that an entry up to a place carries, of records in the order of those places.
    fileprivate func last(upTo seq: UInt64) -> CoverRecord? {
        prefix(upTo: partitioningIndex { $0.carrierSeq > seq }).last
    }
}
