/// One version of a project, as the graph of versions sees it.
public struct ProjectVersion: Hashable, Sendable {
    public var id: EntryID
    public var author: PublicKey
    /// As the author claims, in milliseconds since the epoch.
    public var time: UInt64
    /// The versions that this one takes the place of.
    public var revises: [EntryID]
    /// Who looks after this version, and so says what may follow it: its stewards, else its author.
    public var keepers: [PublicKey]
    /// Kept authors with a standing word for this version, ascending.
    public var supporters: [PublicKey]
    public var isTakenBack: Bool

    public init(
        id: EntryID, author: PublicKey, time: UInt64, revises: [EntryID], keepers: [PublicKey],
        supporters: [PublicKey] = [], isTakenBack: Bool = false
    ) {
        self.id = id
        self.author = author
        self.time = time
        self.revises = revises
        self.keepers = keepers
        self.supporters = supporters
        self.isTakenBack = isTakenBack
    }
}

/// The versions of a project: a graph, so that an outline can be written by many hands.
///
/// A version follows another when somebody who looks after the other wrote it, or endorsed it. A version
/// counts when it is a first one, or follows one that counts. What has followed a version in the end is
/// current; of several, the one with the lowest id; of what is not accepted, what has followed the accepted ones
/// before it. Money is no part of this: a pledge names one version.
public struct Revisions: Equatable, Sendable {
    /// Why a version counts, or why it does not.
    public enum Standing: Hashable, Sendable {
        /// It revises nothing.
        case first
        /// Somebody who looks after an earlier version that counts wrote it.
        case written
        /// They did not write it, but endorsed it.
        case endorsed(by: [PublicKey])
        /// Nobody who looks after an earlier version did either.
        case alone
        /// No earlier version that is here counts.
        case unfounded
        /// It and others revise each other, so that there is no first one.
        case circular
        /// Its author took it back.
        case takenBack

        public var counts: Bool {
            switch self {
            case .first, .written, .endorsed: true
            case .alone, .unfounded, .circular, .takenBack: false
            }
        }
    }

    /// All versions that are joined to the one asked for, the earliest claimed time first.
    public let versions: [ProjectVersion]
    public let standings: [EntryID: Standing]
    /// Those that are accepted, whether or not their authors took them back.
    public let accepted: Set<EntryID>
    /// Those that something follows in the end which was not taken back.
    public let superseded: Set<EntryID>
    /// What counts now of the version asked for: what has followed it, or the accepted ones before it, in the end;
    /// nil where nothing does.
    public let current: EntryID?

    /// - Parameter id: the version asked for.
    public init(of id: EntryID, among versions: [ProjectVersion]) {
        let graph = RevisionGraph(versions)
        self.versions = versions.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
        standings = graph.standings
        accepted = graph.accepted
        superseded = graph.superseded
        current = graph.current(from: id)
    }
}

/// Who follows whom among some versions.
private struct RevisionGraph {
    private let versions: [EntryID: ProjectVersion]
    private var followers: [EntryID: [EntryID]] = [:]
    private var revisers: [EntryID: [EntryID]] = [:]
    private(set) var standings: [EntryID: Revisions.Standing] = [:]
    private(set) var accepted: Set<EntryID> = []

    init(_ versions: [ProjectVersion]) {
        self.versions = Dictionary(versions.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for version in versions {
            for earlier in version.revises.compactMap({ self.versions[$0] }) where earlier.id != version.id {
                revisers[earlier.id, default: []].append(version.id)
                if Self.follows(version, earlier) { followers[earlier.id, default: []].append(version.id) }
            }
        }
        let first = versions.filter(\.revises.isEmpty).map(\.id)
        accepted = reached(from: first, by: followers)
        let circular = Set(self.versions.keys).subtracting(reached(from: first + pending, by: revisers))
        for version in versions {
            standings[version.id] = standing(of: version, isCircular: circular.contains(version.id))
        }
    }

    /// Versions that revise something which is not here.
    private var pending: [EntryID] {
        versions.values.filter { $0.revises.contains { versions[$0] == nil } }.map(\.id)
    }

    private static func follows(_ version: ProjectVersion, _ earlier: ProjectVersion) -> Bool {
        earlier.keepers.contains { $0 == version.author || version.supporters.contains($0) }
    }

    private func reached(from start: [EntryID], by edges: [EntryID: [EntryID]]) -> Set<EntryID> {
        var reached = Set(start), open = start
        while let next = open.popLast() {
            for id in edges[next] ?? [] where reached.insert(id).inserted { open.append(id) }
        }
        return reached
    }

    private func standing(of version: ProjectVersion, isCircular: Bool) -> Revisions.Standing {
        if version.isTakenBack { return .takenBack }
        if version.revises.isEmpty { return .first }
        if isCircular { return .circular }
        let keepers = version.revises.filter { accepted.contains($0) && $0 != version.id }
            .compactMap { versions[$0] }.flatMap(\.keepers)
        guard !keepers.isEmpty else { return .unfounded }
        if keepers.contains(version.author) { return .written }
        let endorsers = version.supporters.filter(keepers.contains)
        return endorsers.isEmpty ? .alone : .endorsed(by: endorsers)
    }

    /// Those that something follows in the end which was not taken back.
    var superseded: Set<EntryID> {
        var followed: [EntryID: [EntryID]] = [:]
        for (earlier, later) in followers { for id in later { followed[id, default: []].append(earlier) } }
        let standing = versions.values.filter { !$0.isTakenBack }.map(\.id)
        return reached(from: standing.flatMap { followed[$0] ?? [] }, by: followed)
    }

    /// The last accepted versions on every way from here, the lowest id first.
    func current(from id: EntryID) -> EntryID? {
        let start = [id] + (accepted.contains(id) ? [] : acceptedBefore(id))
        let ahead = reached(from: start, by: followers).filter { versions[$0]?.isTakenBack == false && accepted.contains($0) }
        let last = ahead.filter { here in
            reached(from: [here], by: followers).allSatisfy { $0 == here || !ahead.contains($0) }
        }
        // In a circle nothing is last.
        return (last.isEmpty ? ahead : last).min()
    }

    /// The nearest accepted versions behind one that is not.
    private func acceptedBefore(_ id: EntryID) -> [EntryID] {
        let before = versions.mapValues { accepted.contains($0.id) ? [] : $0.revises }
        return reached(from: [id], by: before).filter(accepted.contains)
    }
}
