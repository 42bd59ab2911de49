import Foundation

/// Prints the figures that the project holds itself to, as JSON lines: what was measured, its bound,
/// and whether it is met. Ratios are to raw verification on the same machine in the same run.
@main
struct Bench {
    static func main() throws {
        let chosen = Set(CommandLine.arguments.dropFirst().filter { !$0.contains("=") })
        let members = option("members").map { Int($0) ?? 0 } ?? 10_000
        guard members >= MixedLedger.fewest else {
            FileHandle.standardError.write(Data("pledge-bench: members is \(MixedLedger.fewest) or more\n".utf8))
            exit(64)
        }
        let folder = try Scratch()
        defer { folder.remove() }
        let verifications = try VerifyBench.run()
        func wants(_ name: String) -> Bool { chosen.isEmpty || chosen.contains(name) }
        if wants("ingest") { try IngestBench.run(folder, verifications: verifications) }
        if wants("frontier") { try FrontierBench.run(folder) }
        if wants("reconcile") { try ReconcileBench.run() }
        if wants("sync") { try SyncBench.run(folder, verifications: verifications) }
        if wants("large") { try LargeBench.run(folder) }
        if wants("rounds") { RoundsBench.run() }
        if wants("mixed") {
            try MixedBench.run(home: option("keep") ?? folder.file("mixed"), members: members,
                isWitnessed: option("witnessed") != nil)
        }
        if wants("web") { try WebBench.run(folder, kept: option("keep"), perSecond: option("entries").flatMap { Int($0) } ?? 5_000) }
    }
}

/// What `name=value` among the arguments says.
private func option(_ name: String) -> String? {
    CommandLine.arguments.first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) }
}

/// A figure with its bound.
enum Figure {
    enum Bound {
        case atLeast(Double)
        case atMost(Double)

        func holds(_ value: Double) -> Bool {
            switch self {
            case .atLeast(let bound): value >= bound
            case .atMost(let bound): value <= bound
            }
        }

        var text: String {
            switch self {
            case .atLeast(let bound): ">= \(bound.shortest)"
            case .atMost(let bound): "<= \(bound.shortest)"
            }
        }
    }

    static func print(_ name: String, _ value: Double, _ unit: String, _ bound: Bound? = nil, _ note: String = "") {
        var line = "{\"figure\":\"\(name)\",\"value\":\(value.shortest),\"unit\":\"\(unit)\""
        if let bound { line += ",\"bound\":\"\(bound.text)\",\"met\":\(bound.holds(value))" }
        if !note.isEmpty { line += ",\"note\":\"\(note)\"" }
        Swift.print(line + "}")
        fflush(nil)
    }
}

extension Double {
    /// Three digits that mean something.
    var shortest: String {
        if self == rounded() || magnitude >= 1_000 { return String(Int(rounded())) }
        return String(format: magnitude >= 10 ? "%.1f" : "%.3f", self)
    }
}

/// A folder that goes away with the run.
struct Scratch {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "pledged-bench-\(getpid())"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }
    func remove() { try? FileManager.default.removeItem(atPath: path) }
}

/// Seconds that something takes.
func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try body()
    return (ContinuousClock.now - start) / .seconds(1)
}

/// The middle of several measurements.
func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
}

/// This process's memory, in megabytes: now, and at its highest.
enum Memory {
    static func megabytes(_ field: String, of process: Int32 = getpid()) -> Double {
        let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix(field) } ?? ""
        return (Double(line.filter(\.isNumber)) ?? 0) / 1024
    }
}
