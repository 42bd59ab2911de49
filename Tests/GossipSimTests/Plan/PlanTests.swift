import GossipSim
import Testing

@Suite struct PlanTests {
    @Test(arguments: Scenario.allCases) func keepsToItsBounds(scenario: Scenario) {
        for seed in UInt64(1)...40 {
            let plan = Plan(Options(nodes: 60, seed: seed, seconds: 30, scenario: scenario))
            #expect(plan.hostile[0] == nil && !plan.late.contains(0))
            #expect(plan.hostile.count <= 48 && plan.late.count <= 30)
            #expect(plan.faults.map(\.time) == plan.faults.map(\.time).sorted())
            #expect(plan.late.isDisjoint(with: plan.hostile.keys))
        }
    }

    /// What is drawn follows the seed.
    @Test func seedsDiffer() {
        let times = (1...20).map { seed in
            Plan(Options(nodes: 60, seed: seed, seconds: 60, scenario: .massCrash)).faults.first?.time
        }
        #expect(Set(times).count > 15)
    }

    /// What comes in a stall is taken in when it is over, whatever comes at other times at once.
    @Test func stallsEnd() {
        let plan = Plan(Options(nodes: 60, seed: 2, seconds: 40, scenario: .overload))
        #expect(plan.stalls.count == 6)
        for (node, spans) in plan.stalls {
            #expect(zip(spans, spans.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
            for span in spans {
                #expect(plan.taken(by: node, at: span.lowerBound) == span.upperBound)
                #expect(plan.taken(by: node, at: span.upperBound) == span.upperBound)
            }
        }
        #expect(plan.taken(by: 0, at: 10_000) == 10_000)
    }

    /// Who stays up ten times as long goes a tenth as often.
    @Test func churnFollowsTheUptime() {
        func faults(_ uptime: Int) -> Int {
            Plan(Options(nodes: 300, seed: 5, seconds: 600, scenario: .churn, uptime: uptime)).faults.count
        }
        let usual = faults(Options.usualUptime), calmer = faults(10 * Options.usualUptime)
        #expect(calmer > 0 && abs(usual - 10 * calmer) <= 20, "\(usual) \(calmer)")
    }

    @Test func saysHowToRunItAgain() {
        let options = Options(nodes: 60, seed: 4, seconds: 30, scenario: .poisonedBook)
        #expect(options.command == "make simulate NODES=60 SEED=4 SECONDS=30 SCENARIO=poisoned-book")
        let day = Options(nodes: 60, seed: 4, seconds: 30, scenario: .churn, interval: 10_000, uptime: 2_400)
        #expect(day.command == "make simulate NODES=60 SEED=4 SECONDS=30 SCENARIO=churn INTERVAL=10000 UPTIME=2400")
    }
}
