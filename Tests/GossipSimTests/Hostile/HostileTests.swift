import GossipNet
import GossipSim
import PledgeLedger
import Testing

/// What hostile nodes say passes the codec, where it is meant to: so it is the core that must bear it.
@Suite struct HostileTests {
    private let pool: EntryPool

    init() throws {
        pool = try Simulation(Options(nodes: 5, seed: 1)).pool
    }

    @Test(arguments: [HostileKind.poisoner, .announcer, .badSigner]) func framesAreWellFormed(kind: HostileKind) throws {
        var hostile = kind.make(seed: 3), tally = Tally()
        for _ in 0..<50 {
            for frame in hostile.volunteer(pool, &tally) {
                #expect(try FrameCodec.decode(FrameCodec.encode(frame)) == frame)
            }
        }
        let isNoted = tally[.poison] == 50 || tally[.emptyAnnouncement] == 50 || tally[.badSignature] == 50
        #expect(isNoted)
    }

    /// Nothing that a core tells of others gets past a poisoner.
    @Test func poisonTakesThePlaceOfSamples() throws {
        var hostile = HostileKind.poisoner.make(seed: 4), tally = Tally()
        let key = PublicKey(SHA256.hash([1]).raw)
        let sample = PeerSample(node: key, address: Address(host: "20.1.2.3", port: 9))
        let messages: [ViewMessage] = [
            .forwardJoin(sample, ttl: 3), .neighbourReply(isAccepted: true, [sample]),
            .shuffle(origin: key, ttl: 2, [sample]), .shuffleReply(origin: key, [sample]),
        ]
        for message in messages {
            let said = hostile.replace(.views(message), &tally)
            #expect(said.count == 1 && said != [.views(message)])
            #expect(!"\(said)".contains("20.1.2.3"))
        }
        #expect(hostile.replace(.views(.join), &tally) == [.views(.join)])
        #expect(tally[.poison] == 4)
    }

    /// A silent node stays a good neighbour.
    @Test func silenceIsAboutEntriesAlone() {
        var hostile = HostileKind.silent.make(seed: 5), tally = Tally()
        let root = Frame.roots(.init(collective: 0, root: .whole(SHA256.hash([1])), entries: 1))
        #expect(hostile.replace(root, &tally).isEmpty && tally[.silence] == 1)
        for frame in [Frame.ping(1), .pong(2), .views(.join)] { #expect(hostile.replace(frame, &tally) == [frame]) }
        #expect(hostile.replace(.nack(number: 1), &tally) == .nack(number: 1))
    }
}
