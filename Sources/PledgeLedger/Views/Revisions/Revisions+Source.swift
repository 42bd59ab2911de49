extension Revisions {
    /// As many versions are read at most, so that a flood of them can't keep a reader from ever ending.
    public static let most = 1_000

    /// The versions that are joined to one by revising, as a source holds them.
    /// - Returns: nil where that one is no project that is here.
    public init?(of id: EntryID, in source: some ViewSource) throws {
        guard try source.project(id) != nil else { return nil }
        var versions: [EntryID: ProjectVersion] = [:]
        var seen: Set<EntryID> = [id], open = [id]
        while let next = open.first, versions.count < Self.most {
            open.removeFirst()
            guard let project = try source.project(next) else { continue }
            let later = try source.revisions(of: next)
            versions[next] = try ProjectVersion(project, in: source)
            // Nobody fetches what is named only by what does not count: here it may be, elsewhere not.
            let earlier = try source.isInChain(next) ? project.content.revises : []
            for id in earlier + later where seen.insert(id).inserted { open.append(id) }
        }
        self.init(of: id, among: versions.values.sorted { $0.id < $1.id })
    }
}

extension ProjectVersion {
    fileprivate init(_ project: Said<Project>, in source: some ViewSource) throws {
        let content = project.content
        self.init(
            id: project.id, author: project.author, time: project.time, revises: content.revises,
            keepers: content.keepers(author: project.author),
            supporters: try source.stances(on: project.id.raw).filter { $0.stance.stance > 0 }.map(\.author),
            isTakenBack: try source.isTakenBack(project.id))
    }
}

extension ViewSource {
    fileprivate func project(_ id: EntryID) throws -> Said<Project>? {
        try definition(id)?.map(\.project)
    }
}
