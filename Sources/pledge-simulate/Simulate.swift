import Foundation
import GossipSim

/// Runs a simulated network: `pledge-simulate [--nodes N] [--seed N] [--seconds N] [--scenario NAME] [--runs N]
/// [--watch N]`; the last prints how the run stands every so many virtual seconds.
@main enum Simulate {
    static func main() {
        do throws(BadArgument) {
            exit(run(try read(Array(CommandLine.arguments.dropFirst()))) ? 0 : 1)
        } catch {
            print(error.text, to: &StandardError.shared)
            exit(2)
        }
    }

    struct BadArgument: Error {
        let text: String
    }

    /// What is to be run.
    struct Request {
        var options = Options()
        /// Seeds, one after the other.
        var runs: UInt64 = 1
        /// Virtual milliseconds between glimpses.
        var step = UInt64.max
    }

    /// Reads pairs of a name and a value.
    static func read(_ arguments: [String]) throws(BadArgument) -> Request {
        var request = Request()
        var rest = arguments[...]
        while let name = rest.popFirst() {
            guard let value = rest.popFirst() else { throw BadArgument(text: "\(name) needs a value") }
            switch name {
            case "--nodes": request.options.nodes = try number(value, name, 2...1_000_000)
            case "--seconds": request.options.seconds = try number(value, name, 12...86_400)
            case "--seed": request.options.seed = try number(value, name, 0...UInt64.max)
            case "--runs": request.runs = try number(value, name, 1...1_000_000)
            case "--watch": request.step = try number(value, name, 1...86_400) * 1_000
            case "--scenario":
                guard let named = Scenario(rawValue: value) else {
                    let names = Scenario.allCases.map(\.rawValue).joined(separator: ", ")
                    throw BadArgument(text: "there is no scenario \(value); there are: \(names)")
                }
                request.options.scenario = named
            default: throw BadArgument(text: "there is no option \(name)")
            }
        }
        return request
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
    private static func run(_ request: Request) -> Bool {
        var isGood = true
        for offset in 0..<request.runs {
            var options = request.options
            options.seed &+= offset
            do {
                var simulation = try Simulation(options)
                let report = simulation.run(every: request.step) { print($0.text, to: &StandardError.shared) }
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
