/// The incremental forms of all views, as the store keeps them.
public enum Views {
    public static let folds: @Sendable () -> [any EntryFold] = {
        [TotalsFold(), EndorsementsFold(), MentionFold(), CauseFold(), SkillFold(), ReceiverFold()]
    }
}

extension Store {
    /// Opens a store with every view of this version.
    /// - Throws: ``StoreFault``
    public convenience init(
        at path: String, missing: Missing = .refuse, limits: StoreLimits = StoreLimits()
    ) throws {
        try self.init(path: path, missing: missing, limits: limits, folds: Views.folds)
    }
}
