import Testing

/// A village that is founded once for a whole suite, and goes away with it; each test takes a copy.
///
/// Founding one with twelve people costs some sixty runs of the program.
struct FoundedVillage: SuiteTrait, TestScoping {
    @TaskLocal private static var founded: Founded?

    /// The village; nil outside such a suite.
    static var shared: Village? { founded?.village }

    let people: Int

    /// Any thread may read it: a home is two paths that never change.
    private struct Founded: @unchecked Sendable {
        let village: Village
    }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await Self.$founded.withValue(Founded(village: Village(people)), operation: function)
    }
}

extension SuiteTrait where Self == FoundedVillage {
    /// Founds a village of so many people, to be had from `FoundedVillage.shared` in every test of the suite.
    static func village(of people: Int) -> Self { FoundedVillage(people: people) }
}

extension Village {
    /// The same people and ledger in other homes. No two copies may meet: they hold the same keys.
    func copy() throws -> Village { try Village(copying: self) }

    private init(copying other: Village) throws {
        homes = try other.homes.map { home in
            let copy = try PledgedHome(nil)
            try home.copy(to: copy)
            try copy.noteMade()
            return copy
        }
        collective = other.collective
        project = other.project
        entries = other.entries
    }
}
