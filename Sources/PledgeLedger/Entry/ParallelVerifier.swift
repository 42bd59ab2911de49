import Dispatch
import Synchronization

/// Verifies many entries at once, on every core, off the cooperative pool.
public final class ParallelVerifier: Sendable {
    private let goodKeys = Mutex<Set<PublicKey>>([])
    /// Keys remembered at most; past it the memory starts anew.
    private static let remembered = 1 << 18
    /// Entries a thread takes at a time: enough to outweigh handing them out.
    private static let slice = 16

    public init() {}

    /// The verdict on each entry, in order. Blocks the calling thread, which takes part in the work.
    public func verify(_ entries: [[UInt8]]) -> [Result<VerifiedEntry, EntryFault>] {
        let slices = (entries.count + Self.slice - 1) / Self.slice
        let verdicts = Mutex([Int: [Result<VerifiedEntry, EntryFault>]]())
        DispatchQueue.concurrentPerform(iterations: slices) { index in
            let range = (index * Self.slice)..<min(entries.count, (index + 1) * Self.slice)
            let slice = range.map { at in
                Result { () throws(EntryFault) in try verify(entries[at]) }
            }
            verdicts.withLock { $0[index] = slice }
        }
        let bySlice = verdicts.withLock { $0 }
        return (0..<slices).flatMap { bySlice[$0] ?? [] }
    }

    private func verify(_ bytes: [UInt8]) throws(EntryFault) -> VerifiedEntry {
        let entry = try Entry(bytes)
        if !goodKeys.withLock({ $0.contains(entry.author) }) {
            guard SignatureRule.isGoodKey(entry.author) else { throw .key }
            goodKeys.withLock { known in
                if known.count >= Self.remembered { known.removeAll(keepingCapacity: true) }
                known.insert(entry.author)
            }
        }
        return try VerifiedEntry(checking: entry)
    }
}
