import PledgeLedger

/// In which terms a project differs from the versions that it revises: for whoever is about to sign or endorse it.
struct TermChanges {
    private let version: VersionDifference.Version
    private let details: Details

    init(to project: Project, by author: PublicKey, _ details: Details) {
        version = VersionDifference.Version(author: author, project: project)
        self.details = details
    }

    /// Nothing where nothing differs, and for versions that are not here.
    func lines() throws -> [String] {
        try version.project.revises.flatMap { id -> [String] in
            guard let entry = try details.store.entry(id, in: details.collective)?.entry, case .project(let earlier)? = entry.reading.facts
            else { return [] }
            let old = VersionDifference.Version(author: entry.entry.author, project: earlier)
            let changes = try VersionDifference.terms(old, version, details).filter { !$0.isSame }
            guard !changes.isEmpty else { return [] }
            return ["Other terms than \(try details.title(of: id)):"]
                + changes.map { "  \($0.name): \($0.old.isEmpty ? "none" : $0.old) → \($0.new.isEmpty ? "none" : $0.new)" }
        }
    }
}
