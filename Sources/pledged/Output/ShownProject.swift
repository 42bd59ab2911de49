import PledgeLedger

/// A project with all that is known of it, as `show` prints it.
struct ShownProject {
    let answer: ProjectAnswer
    /// Who and what is around it; nil where it is in no view at the cutoff.
    let around: SurroundingsAnswer?

    init(_ answer: ProjectAnswer, _ details: Details, at cutoff: Cutoff) throws {
        self.answer = answer
        let listed = answer.entry.listed
        around = try details.store.view(of: details.collective, at: cutoff) { source in
            guard let around = try ProjectSurroundings(of: listed.id, in: source), let revisions = try Revisions(of: listed.id, in: source)
            else { return nil }
            return SurroundingsAnswer(surroundings: around, revisions: revisions, project: listed, details: details)
        }
    }

    func json() throws -> [JSON.Field] { try answer.json() + (around?.json() ?? []) }

    func words() throws -> String { try ([answer.words()] + (around?.lines() ?? [])).joined(separator: "\n") }
}
