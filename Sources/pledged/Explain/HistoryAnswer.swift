import PledgeLedger

/// The versions of a project, which of them counts now, and why each does or does not.
struct HistoryAnswer {
    let revisions: Revisions
    let details: Details

    func json() throws -> [JSON.Field] {
        [
            .init("current", revisions.current.map { .string($0.hex) } ?? .null),
            .init("versions", .array(try revisions.versions.map(json))),
        ]
    }

    private func json(_ version: ProjectVersion) throws -> JSON {
        let standing = revisions.standings[version.id] ?? .unfounded
        let endorsers: [PublicKey] = if case .endorsed(let keys) = standing { keys } else { [] }
        return .known([
            .init("id", .string(version.id.hex)), .init("author", .string(KeyText.author(version.author))),
            .init("time", .number(version.time)), .init("revises", .array(version.revises.map { .string($0.hex) })),
            .init("keepers", .array(version.keepers.map { .string(KeyText.author($0)) })),
            .init("counts", .bool(standing.counts)), .init("why", .string(Self.name(of: standing))),
            endorsers.isEmpty ? nil : .init("endorsed_by", .array(endorsers.map { .string(KeyText.author($0)) })),
            .init("current", .bool(version.id == revisions.current)),
        ])
    }

    private static func name(of standing: Revisions.Standing) -> String {
        switch standing {
        case .first: "first"
        case .written: "written"
        case .endorsed: "endorsed"
        case .alone: "alone"
        case .unfounded: "unfounded"
        case .circular: "circular"
        case .takenBack: "taken back"
        }
    }

    func lines() throws -> [String] {
        var lines = [Count.words(revisions.versions.count, "version", "versions") + ", the first one first:"]
        for version in revisions.versions {
            let revises = version.revises.isEmpty ? "" : ", revises \(version.revises.map(\.short).joined(separator: ", "))"
            lines += [
                "", try details.title(of: version.id),
                "  by \(try details.people.name(version.author)), \(ISODate.text(version.time))\(revises)",
                "  \(try words(version))",
            ]
        }
        guard revisions.versions.count > 1 else { return lines }
        lines += ["", revisions.current.map { "What counts now is \($0.short)." } ?? noneCounts()]
        lines.append("A pledge stays with the version that it was made to; `pledged diff ONE OTHER` shows what changed.")
        return lines
    }

    /// Why nothing counts now of the version asked for.
    func noneCounts() -> String {
        let versions = revisions.versions, standing = versions.filter { !$0.isTakenBack }
        guard !standing.isEmpty else { return "None counts now: all were taken back." }
        let fallen = versions.filter { $0.isTakenBack && revisions.accepted.contains($0.id) }
        guard !fallen.isEmpty else { return "Nothing is known to count now in this one's place: no accepted version is found here behind it." }
        // What is joined only by a version that nobody accepted may count for itself.
        guard !standing.contains(where: { revisions.accepted.contains($0.id) }) else {
            return "Nothing counts now in this one's place: of what it is a version of, nothing accepted stands."
        }
        let gone = fallen.count == 1 ? "the accepted one was taken back" : "those accepted were taken back"
        return "None counts now: \(gone), and \(standing.count == 1 ? "the other is" : "the others are") not accepted."
    }

    /// Whether a version counts, and why.
    func words(_ version: ProjectVersion) throws -> String {
        let standing = revisions.standings[version.id] ?? .unfounded
        let beside = revisions.current == nil ? "counts" : "stands beside what counts now, until an accepted one revises both"
        let now = version.id == revisions.current ? "counts now" : !standing.counts ? "does not count"
            : revisions.superseded.contains(version.id) ? "counted before" : beside
        switch standing {
        case .first: return "\(now): the first version"
        case .written: return "\(now): its author looks after what it revises"
        case .endorsed(let keys): return "\(now): endorsed by \(try names(keys)), who looks after what it revises"
        case .alone:
            let keepers = revisions.versions
                .filter { version.revises.contains($0.id) && revisions.accepted.contains($0.id) }.flatMap(\.keepers)
            return "\(now) until one who looks after what it revises endorses it: \(try names(keepers))"
        case .unfounded: return "\(now): what it revises is not here, or does not count"
        case .circular: return "\(now): it and others revise each other in a circle, so there is no first version"
        case .takenBack: return "\(now): taken back by its author"
        }
    }

    private func names(_ keys: [PublicKey]) throws -> String {
        var seen: Set<PublicKey> = []
        return try keys.filter { seen.insert($0).inserted }.map { try details.people.name($0) }.joined(separator: ", ")
    }
}
