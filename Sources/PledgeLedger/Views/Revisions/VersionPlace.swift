/// Where one project stands among its versions.
public enum VersionPlace: Hashable, Sendable {
    /// It revises nothing and nothing revises it.
    case only
    /// What counts now.
    case current
    /// It counted, and this one counts now.
    case superseded(by: EntryID)
    /// Nobody who looks after an accepted version that it revises has accepted it; this one counts now, where any does.
    case uncounted(EntryID?)

    /// - Returns: nil where the id is no project that is here.
    public init?(of id: EntryID, in source: some ViewSource) throws {
        guard case .project(let project)? = try source.definition(id)?.content else { return nil }
        // Most projects have one version: nothing more is read for them.
        if try project.revises.isEmpty && source.revisions(of: id).isEmpty {
            self = .only
            return
        }
        guard let revisions = try Revisions(of: id, in: source) else { return nil }
        switch revisions.standings[id] {
        case .alone, .unfounded, .circular,
            .takenBack where !revisions.accepted.contains(id): self = .uncounted(try Self.current(before: revisions, id, source))
        default: self = revisions.current.map { $0 == id ? .current : .superseded(by: $0) } ?? .current
        }
    }

    /// What counts now of the versions that an unaccepted one revises, the lowest id where there are several.
    private static func current(before revisions: Revisions, _ id: EntryID, _ source: some ViewSource) throws -> EntryID? {
        let revised = revisions.versions.first { $0.id == id }?.revises ?? []
        return try revised.compactMap { try Revisions(of: $0, in: source)?.current }.filter { $0 != id }.min()
    }
}
