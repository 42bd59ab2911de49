import Foundation
import GossipNet
import Logging
import PledgeLedger
import Synchronization

/// Another node, to which people's entries come at a steady rate, and from which the measured one gets them.
final class WebSource: Sendable {
    private let store: Store
    private let collective: CollectiveID
    /// Tens of entries, each of one member.
    private let tens: [[[UInt8]]]
    private let state = Mutex<(node: Node?, isStopped: Bool, given: Int)>((nil, false, 0))
    private let ended = DispatchSemaphore(value: 0)
    /// Entries handed on so far.
    var given: Int { state.withLock { $0.given } }

    /// - Parameters:
    ///   - path: a copy of the ledger.
    ///   - count: entries to have at hand.
    init(_ ledger: MixedLedger, at path: String, entries count: Int) throws {
        store = try Store(at: path)
        collective = ledger.collective
        tens = try Self.sign(ledger, store, count / 10)
    }

    /// Tens of entries that go on from where feeds are.
    private static func sign(_ ledger: MixedLedger, _ store: Store, _ count: Int) throws -> [[[UInt8]]] {
        let most = ledger.members - 10, signed = Mutex<[[[[UInt8]]]]>(Array(repeating: [], count: min(most, count)))
        let heads = try (0..<min(most, count)).map { try store.feed(of: ledger.key($0).publicKey, in: ledger.collective)?.head }
        DispatchQueue.concurrentPerform(iterations: heads.count) { member in
            guard var (seq, prev) = heads[member].map({ ($0.stop, $0.id) }) else { return }
            var tens: [[[UInt8]]] = []
            for turn in 0..<(count - member + most - 1) / most {
                var ten: [[UInt8]] = []
                for facts in ledger.goingOn(member, turn) {
                    seq += 1
                    let time = BenchLedger.time + 600_000_000 + seq * 1_000
                    guard let facts = try? FactsCodec.encode(facts),
                        let entry = try? Entry.sign(
                            Entry.Draft(collective: ledger.collective, seq: seq, prev: prev, time: time, facts: facts), with: ledger.key(member))
                    else { return }
                    ten.append(entry.bytes)
                    prev = entry.id
                }
                tens.append(ten)
            }
            signed.withLock { $0[member] = tens }
        }
        let byMember = signed.withLock { $0 }
        return (0..<(byMember.first?.count ?? 0)).flatMap { turn in byMember.compactMap { turn < $0.count ? $0[turn] : nil } }
    }

    /// Links with a node, and begins.
    func start(_ address: String, perSecond: Int) throws {
        guard let colon = address.lastIndex(of: ":"), let port = UInt16(address[address.index(after: colon)...]) else {
            throw BenchFault("no address: \(address)")
        }
        let key = try BenchLedger.key(-7), logger = Logger(label: "source") { _ in SwiftLogNoOpLogHandler() }
        let node = try Node(store: store, config: NodeConfig(
            key: key, peers: [Address(host: String(address[..<colon]), port: port)], stays: true, logger: logger))
        _ = try node.start()
        state.withLock { $0.node = node }
        Thread.detachNewThread { [self] in
            feed(node, perSecond)
            ended.signal()
        }
    }

    /// Ten times a second a tenth of a second's entries.
    private func feed(_ node: Node, _ perSecond: Int) {
        guard perSecond > 0 else { return }
        let verifier = ParallelVerifier(), step = max(1, perSecond / 100), begin = ContinuousClock.now
        for (turn, at) in stride(from: 0, to: tens.count, by: step).enumerated() {
            if state.withLock({ $0.isStopped }) { return }
            let wait = (begin + .milliseconds(100 * turn) - ContinuousClock.now) / .seconds(1)
            if wait > 0 { usleep(UInt32(wait * 1_000_000)) }
            let offers = verifier.verify(tens[at..<min(at + step, tens.count)].flatMap { $0 }).compactMap { try? Offer($0.get()) }
            guard (try? store.take(offers, into: collective)) != nil else { return }
            state.withLock { $0.given += offers.count }
            node.wake()
        }
    }

    func stop() {
        state.withLock { $0.isStopped = true }
        ended.wait()
        state.withLock { $0.node }?.stop()
        try? store.close()
    }
}
