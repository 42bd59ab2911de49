/// The published tables of SWIM with Lifeguard.
struct ProbeTables: Decodable {
    static let path = "swim/swim_tables.json"

    struct Remaining: Decodable {
        struct Case: Decodable { let n, k: Int; let elapsed_s, min_s, max_s: UInt64; let remaining_s: Double }
        let cases: [Case]
    }

    struct Timer: Decodable {
        struct Case: Decodable { let confirmations: [Confirmation]; let expected_ms: Int }
        struct Confirmation: Decodable {
            let by: String
            let counts: Bool

            init(from decoder: any Decoder) throws {
                var list = try decoder.unkeyedContainer()
                by = try list.decode(String.self)
                counts = try list.decode(Bool.self)
            }
        }
        let k: Int
        let min_ms, max_ms: UInt64
        let suspected_by: String
        let cases: [Case]
    }

    struct Awareness: Decodable {
        let max: Int
        let base_timeout_s: UInt64
        let deltas, scores: [Int]
        let timeouts_s: [UInt64]
    }

    struct Defaults: Decodable {
        let probe_interval_ms, probe_timeout_ms: UInt64
        let indirect_checks, awareness_max: Int
    }

    let suspicion_remaining: Remaining
    let suspicion_timer: Timer
    let awareness: Awareness
    let defaults_lan: Defaults
}
