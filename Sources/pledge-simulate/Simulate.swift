import Foundation
import GossipSim

/// Runs a simulated network: `pledge-simulate [--nodes N] [--seed N] [--seconds N] [--scenario NAME] [--runs N]`.
@main enum Simulate {
    static func main() {
        do throws(BadArgument) {
            let (options, runs) = try read(Array(CommandLine.arguments.dropFirst()))
            exit(run(options, runs) ? 0 : 1)
        } catch {
            print(error.text, to: &StandardError.shared)
            exit(2)
        }
    }

    struct BadArgument: Error {
        let text: String
    }

    /// Reads pairs of a name and a value.
    static func read(_ arguments: [String]) throws(BadArgument) -> (Options, runs: UInt64) {
        var nodes = 100, seed: UInt64 = 1, seconds = 60, runs: UInt64 = 1, scenario = Scenario.calm
        var rest = arguments[...]
        while let name = rest.popFirst() {
            guard let value = rest.popFirst() else { throw BadArgument(text: "\(name) needs a value") }
            switch name {
            case "--nodes": nodes = try number(value, name, 2...1_000_000)
            case "--seconds": seconds = try number(value, name, 12...86_400)
            case "--seed": seed = try number(value, name, 0...UInt64.max)
            case "--runs": runs = try number(value, name, 1...1_000_000)
            case "--scenario":
                guard let named = Scenario(rawValue: value) else {
                    let names = Scenario.allCases.map(\.rawValue).joined(separator: ", ")
                    throw BadArgument(text: "there is no scenario \(value); there are: \(names)")
                }
                scenario = named
            default: throw BadArgument(text: "there is no option \(name)")
            }
        }
        return (Options(nodes: nodes, seed: seed, seconds: seconds, scenario: scenario), runs)
    }

    private static func number<T: FixedWidthInteger>(
        _ text: String, _ name: String, _ range: ClosedRange<T>
    ) throws(BadArgument) -> T {
        guard let number = T(text), range.contains(number) else {
            throw BadArgument(text: "\(name) is a number from \(range.lowerBound) to \(range.upperBound), not \(text)")
        }
        return number
    }

    /// Runs one seed after the other: the figures as JSON on standard output, for people on standard error.
    /// - Returns: whether all were good.
    private static func run(_ options: Options, _ runs: UInt64) -> Bool {
        var isGood = true
        for offset in 0..<runs {
            var options = options
            options.seed &+= offset
            do {
                var simulation = try Simulation(options)
                let report = simulation.run()
                print(report.table, to: &StandardError.shared)
                print(report.json)
                isGood = isGood && report.isGood
            } catch {
                print("\(error)", to: &StandardError.shared)
                return false
            }
        }
        return isGood
    }
}

/// Standard error as a stream of text.
struct StandardError: TextOutputStream {
    nonisolated(unsafe) static var shared = StandardError()

    mutating func write(_ string: String) { FileHandle.standardError.write(Data(string.utf8)) }
}
