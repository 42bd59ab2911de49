/// Holds the results that a file states against its own votes.
package struct PabulibTally {
    /// A project whose stated result is not what its votes add up to.
    package struct Difference: Hashable, Sendable {
        package let projectID: String
        /// The column: `votes` or `score`.
        package let column: String
        package let stated: String
        package let counted: String
    }

    /// In the file's order of projects.
    package let differences: [Difference]

    package init(_ file: PabulibFile) {
        var people: [String: UInt64] = [:], points: [String: UInt128] = [:]
        for choice in file.votes.lazy.flatMap(\.choices) {
            people[choice.projectID, default: 0] += 1
            points[choice.projectID, default: 0] += UInt128(choice.points)
        }
        differences = file.projects.flatMap { project in
            [("votes", "\(people[project.id] ?? 0)"), ("score", "\(points[project.id] ?? 0)")].compactMap { column, counted in
                guard let stated = project.more[column], !stated.isEmpty, stated != counted else { return nil }
                return Difference(projectID: project.id, column: column, stated: stated, counted: counted)
            }
        }
    }

    /// One line for whoever imports the file; nil where everything agrees. Its votes are what is imported.
    package var note: String? {
        guard let first = differences.first else { return nil }
        let count = Set(differences.map(\.projectID)).count
        return "\(Count.words(count, "project states", "projects state")) another result than the votes give; "
            + "the votes count. The first is \(SafeText.quoted(first.projectID)): it states \(first.column) "
            + "\(SafeText.quoted(first.stated)), and its votes give \(first.counted)"
    }
}
