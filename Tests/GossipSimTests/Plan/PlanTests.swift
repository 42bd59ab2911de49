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

    /// The first two times go different nodes in different ways, in the shortest run too.
    @Test func churnMeetsBothWaysToGo() {
        for seed in UInt64(1)...40 {
            var killed: [Int] = [], darkened: [Int] = []
            for (_, fault) in Plan(Options(nodes: 10, seed: seed, seconds: 12, scenario: .churn, uptime: 1_000)).faults {
                if case .kill(let nodes) = fault { killed += nodes }
                if case .powerOff(let nodes) = fault { darkened += nodes }
            }
            #expect(killed.count == 1 && darkened.count == 1 && killed != darkened, "seed \(seed)")
        }
    }

    @Test func aStallBeginsInTheShortestRun() {
        for seed in UInt64(1)...40 {
            let plan = Plan(Options(nodes: 10, seed: seed, seconds: 12, scenario: .overload))
            #expect(plan.stalls.count == 1 && plan.stalls.values.allSatisfy { ($0.first?.lowerBound ?? .max) < 8_000 })
        }
    }

    /// A run that can't hold its scenario says what it takes.
    @Test(arguments: Scenario.allCases) func aRunThatIsTooSmallSaysWhatItTakes(scenario: Scenario) {
        let least = Options(scenario: scenario).least
        let wanted = "\(scenario.rawValue) takes at least \(least.nodes) nodes and \(least.seconds) seconds, not "
        func tooSmall(_ nodes: Int, _ seconds: Int) -> String? {
            Options(nodes: nodes, seconds: seconds, scenario: scenario).tooSmall
        }
        #expect(tooSmall(least.nodes, least.seconds) == nil)
        #expect(tooSmall(least.nodes - 1, 60) == wanted + "\(least.nodes - 1) and 60.")
        if least.seconds > Options.fewestSeconds { #expect(tooSmall(100, 12) == wanted + "100 and 12.") }
        let part = Options.leasts.split(separator: ";").first { $0.contains(scenario.rawValue) } ?? ""
        #expect(part.contains("\(least.nodes) nodes and \(least.seconds) seconds"), "\(Options.leasts)")
    }

    /// Nodes that stay up for long go late.
    @Test(arguments: [.churn, .anything] as [Scenario]) func aLongUptimeTakesLonger(scenario: Scenario) {
        let options = Options(nodes: 100, seconds: 20, scenario: scenario, uptime: 2_400)
        #expect(options.least.seconds == 21)
        #expect(options.tooSmall == "\(scenario.rawValue) with an uptime of 2400 s takes at least \(options.least.nodes) nodes "
            + "and 21 seconds, not 100 and 20.")
        #expect(Options(nodes: 100, seconds: 20, scenario: .calm, uptime: 2_400).tooSmall == nil)
    }

    @Test func saysHowToRunItAgain() {
        let options = Options(nodes: 60, seed: 4, seconds: 30, scenario: .poisonedBook)
        #expect(options.command == "make simulate NODES=60 SEED=4 SECONDS=30 SCENARIO=poisoned-book")
        let day = Options(nodes: 60, seed: 4, seconds: 30, scenario: .churn, interval: 10_000, uptime: 2_400)
        #expect(day.command == "make simulate NODES=60 SEED=4 SECONDS=30 SCENARIO=churn INTERVAL=10000 UPTIME=2400")
    }
}
