import Foundation
import Testing

/// Something that did not come about in time.
struct TooLate: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Looks again and again until there is a value.
///
/// - Parameters:
///   - what: what is waited for, for the message.
///   - seconds: far more than it should ever take.
///   - state: how things stand, for the message.
func eventually<T>(
    _ what: String, within seconds: Double = 30, or state: () throws -> String = { "" }, _ look: () throws -> T?
) throws -> T {
    let deadline = ContinuousClock.now + .milliseconds(Int(seconds * 1_000))
    while true {
        if let found = try look() { return found }
        guard ContinuousClock.now < deadline else {
            throw TooLate("\(what) did not come about in \(seconds) s: \((try? state()) ?? "")")
        }
        usleep(10_000)
    }
}

/// Looks again and again until something is so.
func eventually(
    _ what: String, within seconds: Double = 30, or state: () throws -> String = { "" }, _ holds: () throws -> Bool
) throws {
    let _: Bool = try eventually(what, within: seconds, or: state) { try holds() ? true : nil }
}

/// How a home's current collective stands, by `status`.
struct Standing: Equatable, CustomStringConvertible {
    /// Nil until the charter is here.
    let root: String?
    let entries: Int
    let feeds: Int
    let forks: Int
    let waiting: Int
    let lackingTexts: Int

    init(_ home: PledgedHome) throws {
        let all = try home.json("status").list("collectives")
        let fields = try #require(all.first { $0.all["current"] as? Bool == true }, "\(all)")
        root = fields.all["root"] as? String
        entries = try fields.number("entries")
        feeds = try fields.number("feeds")
        forks = try fields.number("forks")
        waiting = try fields.number("waiting")
        lackingTexts = try fields.number("missing_texts")
    }

    var description: String {
        "root \(root?.prefix(8) ?? "none"), \(entries) entries, \(feeds) feeds, \(forks) forks, \(waiting) waiting"
    }
}

extension PledgedHome {
    func standing() throws -> Standing { try Standing(self) }
}

/// Waits until all homes hold the same ledger.
/// - Returns: how they all stand then.
@discardableResult
func inStep(_ homes: [PledgedHome], entries: Int? = nil, within seconds: Double = 30) throws -> Standing {
    try eventually("one root", within: seconds, or: { "\(try homes.map { try $0.standing() })" }) {
        let all = try homes.map { try $0.standing() }
        guard let first = all.first, first.root != nil, all.allSatisfy({ $0.root == first.root }),
            entries == nil || first.entries == entries
        else { return nil }
        return first
    }
}
