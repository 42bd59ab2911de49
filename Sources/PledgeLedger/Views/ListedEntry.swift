/// One entry as lists and readers show it.
public struct ListedEntry: Sendable {
    /// What the entry is worth where it is held.
    public enum Standing: Hashable, Sendable {
        /// In a kept feed, up to its stop.
        case counts
        /// In the feed of somebody for whom not enough members have vouched.
        case waits
        /// Beside the feeds: its author forked, or only the definition was fetched.
        case aside
    }

    public var entry: VerifiedEntry
    /// Nil where there is none, where it is not here yet, and where it was erased.
    public var text: SaltedText?
    public var standing: Standing
    /// The author's own entry that took this one back.
    public var retractedBy: EntryID?
    /// Whether the author had the text erased.
    public var isErased: Bool

    public var id: EntryID { entry.entry.id }
    public var author: PublicKey { entry.entry.author }
}
