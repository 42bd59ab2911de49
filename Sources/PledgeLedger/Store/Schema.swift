import GRDB

/// The store's tables, and how a store of an earlier version becomes one of this.
package enum Schema {
    /// "Pldg": tells a store from any other SQLite file.
    static let applicationID: Int32 = 0x506C_6467

    package static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 ledger") { database in
            try database.execute(sql: ledger)
            try database.execute(sql: views)
            try database.execute(sql: "PRAGMA application_id = \(applicationID)")
        }
        migrator.registerMigration("2 held alone") { try $0.execute(sql: heldAlone) }
        migrator.registerMigration("3 mentions") { try $0.execute(sql: mentions) }
        migrator.registerMigration("4 words and imports") { try $0.execute(sql: wordsAndImports) }
        migrator.registerMigration("5 covers") { try $0.execute(sql: covers) }
        migrator.registerMigration("6 checkpoints") { try $0.execute(sql: checkpoints) }
        migrator.registerMigration("7 mentions by time") { try $0.execute(sql: mentionsByTime) }
        migrator.registerMigration("8 cursors") { try $0.execute(sql: cursors) }
        migrator.registerMigration("9 causes and skills") { try $0.execute(sql: causesAndSkills) }
        // Kept root causes say until when they hold, no longer from when they don't.
        migrator.registerMigration("10 spans of root causes") { try $0.execute(sql: "DELETE FROM root_causes") }
        migrator.registerMigration("11 endorsements by time") { try $0.execute(sql: endorsementsByTime) }
        migrator.registerMigration("12 receivers") { try $0.execute(sql: receivers) }
        migrator.registerMigration("13 definitions by time") { try $0.execute(sql: definitionsByTime) }
        migrator.registerMigration("14 promises by feed") { try $0.execute(sql: promisesByFeed) }
        migrator.registerMigration("15 retractions by target") { try $0.execute(sql: retractionsByTarget) }
        return migrator
    }

    /// What is held. `place` is feed number × 2^32 + seq, so a feed's entries lie together in order.
    private static let ledger = """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE collective (
            number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, secret BLOB, charter BLOB, text BLOB,
            feeds INTEGER NOT NULL DEFAULT 0, entries INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0,
            change INTEGER NOT NULL DEFAULT 0, partial INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE feed (
            number INTEGER PRIMARY KEY AUTOINCREMENT, collective INTEGER NOT NULL, author BLOB NOT NULL,
            stop INTEGER NOT NULL, stop_id BLOB NOT NULL, fork INTEGER NOT NULL, bytes INTEGER NOT NULL,
            distance INTEGER, change INTEGER NOT NULL);
        CREATE UNIQUE INDEX feed_by_author ON feed (collective, author);
        CREATE INDEX feed_by_change ON feed (collective, change);
        CREATE INDEX feed_waiting ON feed (collective, number) WHERE distance IS NULL;
        CREATE TABLE entry (place INTEGER PRIMARY KEY, id8 INTEGER NOT NULL, bytes BLOB NOT NULL);
        CREATE INDEX entry_by_id ON entry (id8);
        -- Profiles, by the first byte of their facts: who somebody is, without reading their whole feed.
        CREATE INDEX entry_profile ON entry (place) WHERE substr(bytes, 148, 1) = x'12';
        CREATE TABLE text (place INTEGER PRIMARY KEY, salted BLOB NOT NULL);
        CREATE TABLE lacking (place INTEGER PRIMARY KEY);
        CREATE TABLE fork (feed INTEGER PRIMARY KEY, place INTEGER NOT NULL, first BLOB NOT NULL, second BLOB NOT NULL);
        CREATE TABLE aside (
            number INTEGER PRIMARY KEY, id8 INTEGER NOT NULL, collective INTEGER NOT NULL, why INTEGER NOT NULL,
            feed INTEGER NOT NULL, bytes BLOB NOT NULL, text BLOB);
        CREATE INDEX aside_by_id ON aside (id8);
        CREATE INDEX aside_by_feed ON aside (feed);
        CREATE TABLE erased (
            collective INTEGER NOT NULL, target BLOB NOT NULL, by BLOB NOT NULL, feed INTEGER NOT NULL,
            place INTEGER NOT NULL, PRIMARY KEY (collective, target, by)) WITHOUT ROWID;
        CREATE TABLE retracted (place INTEGER PRIMARY KEY, by INTEGER NOT NULL);
        CREATE TABLE vouch (
            feed INTEGER NOT NULL, seq INTEGER NOT NULL, collective INTEGER NOT NULL, subject BLOB NOT NULL,
            level INTEGER NOT NULL, until INTEGER NOT NULL, time INTEGER NOT NULL,
            PRIMARY KEY (feed, seq)) WITHOUT ROWID;
        CREATE TABLE definition (
            number INTEGER PRIMARY KEY, collective INTEGER NOT NULL, id BLOB NOT NULL,
            held INTEGER NOT NULL DEFAULT 0, in_chain INTEGER NOT NULL DEFAULT 0, named INTEGER NOT NULL DEFAULT 0);
        CREATE UNIQUE INDEX definition_by_id ON definition (collective, id);
        CREATE INDEX definition_missing ON definition (collective, number) WHERE held = 0;
        CREATE TABLE confirmation (
            collective INTEGER NOT NULL, author BLOB NOT NULL, head BLOB NOT NULL, host BLOB NOT NULL,
            PRIMARY KEY (collective, author)) WITHOUT ROWID;
        CREATE TABLE peer (address TEXT PRIMARY KEY, collective BLOB, added INTEGER NOT NULL) WITHOUT ROWID;
        """

    /// Whose word an erasure is: it may come before its target, and its author may have no feed here.
    /// And what lies aside by author, place and link: two of a kind prove a fork.
    private static let heldAlone = """
        ALTER TABLE erased RENAME TO erased_before;
        CREATE TABLE erased (
            collective INTEGER NOT NULL, target BLOB NOT NULL, by BLOB NOT NULL, author BLOB NOT NULL,
            place INTEGER NOT NULL, PRIMARY KEY (collective, target, by)) WITHOUT ROWID;
        INSERT INTO erased SELECT before.collective, target, by, author, place
            FROM erased_before AS before JOIN feed ON feed.number = before.feed;
        DROP TABLE erased_before;
        CREATE INDEX erased_by_author ON erased (collective, author);
        CREATE INDEX aside_by_link ON aside (substr(bytes, 34, 72));
        """

    /// Who names what, and what kind of thing a definition is.
    private static let mentions = """
        ALTER TABLE definition ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX definition_by_kind ON definition (collective, kind, number) WHERE held = 1;
        CREATE TABLE mention (
            collective INTEGER NOT NULL, kind INTEGER NOT NULL, target BLOB NOT NULL, feed INTEGER NOT NULL,
            seq INTEGER NOT NULL, time INTEGER NOT NULL, PRIMARY KEY (collective, kind, target, feed, seq)) WITHOUT ROWID;
        CREATE INDEX pledge_by_feed ON pledge (feed, seq);
        """

    /// The newest of a kind without reading all of it.
    private static let mentionsByTime = "CREATE INDEX mention_by_time ON mention (collective, kind, time, feed, seq)"

    /// The newest endorsements without sorting all of them.
    private static let endorsementsByTime = "CREATE INDEX endorse_by_time ON endorse (collective, time, feed, seq)"

    /// The newest of a kind, in the same order wherever they came in which order.
    private static let definitionsByTime = """
        ALTER TABLE definition ADD COLUMN claimed INTEGER NOT NULL DEFAULT 0;
        DROP INDEX definition_by_kind;
        CREATE INDEX definition_by_time ON definition (collective, kind, claimed DESC, id) WHERE held = 1;
        """

    /// All that somebody promised without a look at each project's rows.
    private static let promisesByFeed = """
        DROP INDEX pledge_by_feed;
        CREATE INDEX pledge_by_feed ON pledge (feed, seq, project, ask, amount, time, state);
        """

    /// Retractions, by the first byte of their facts and where these name their target: which of them took something back,
    /// without reading the rest of their feed.
    private static let retractionsByTarget = """
        CREATE INDEX entry_retract ON entry (substr(bytes, 152, 32)) WHERE substr(bytes, 148, 1) = x'6a'
        """

    /// Who gets something of which project.
    private static let receivers = """
        CREATE TABLE receiver (
            collective INTEGER NOT NULL, author BLOB NOT NULL, definition INTEGER NOT NULL,
            PRIMARY KEY (collective, author, definition)) WITHOUT ROWID
        """

    /// Tables that every view's rows are in: what `Store.computeAnewIfOlder` fills anew.
    static let computed = [
        "retracted", "vouch", "definition", "pledge", "total", "backing", "endorse", "tally", "mention", "cover", "problem", "claim",
        "skill", "cause_change", "root_causes", "receiver",
    ]

    /// What each peer knows of the owner's feed, and whether a collective is being taken in from a file.
    /// Earlier words did not say whom they came from.
    private static let wordsAndImports = """
        DROP TABLE confirmation;
        CREATE TABLE word (
            collective INTEGER NOT NULL, author BLOB NOT NULL, node BLOB NOT NULL, head BLOB NOT NULL DEFAULT x'',
            host BLOB NOT NULL DEFAULT x'', time INTEGER NOT NULL DEFAULT 0, given INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (collective, author, node)) WITHOUT ROWID;
        ALTER TABLE collective ADD COLUMN importing INTEGER NOT NULL DEFAULT 0;
        """

    /// How far this store has what peers' stores hold. Here, and not in a file of its own: a store that goes
    /// back takes its cursors back with it.
    private static let cursors = """
        CREATE TABLE cursor (
            node BLOB NOT NULL, collective BLOB NOT NULL, incarnation INTEGER NOT NULL, change INTEGER NOT NULL,
            noted INTEGER NOT NULL, PRIMARY KEY (node, collective)) WITHOUT ROWID;
        """

    /// What root causes are computed from, and the last result: `cause_change` counts what they rest on. Who
    /// offers which skill. And ways to the newest pledges and to those who vouched for somebody.
    private static let causesAndSkills = """
        CREATE TABLE problem (
            definition INTEGER PRIMARY KEY, same_as BLOB, author BLOB NOT NULL, seq INTEGER NOT NULL, time INTEGER NOT NULL);
        CREATE TABLE claim (
            collective INTEGER NOT NULL, feed INTEGER NOT NULL, seq INTEGER NOT NULL, id BLOB NOT NULL, cause BLOB NOT NULL,
            effect BLOB NOT NULL, strength INTEGER NOT NULL, time INTEGER NOT NULL, retracted INTEGER NOT NULL,
            PRIMARY KEY (collective, feed, seq)) WITHOUT ROWID;
        CREATE TABLE cause_change (collective INTEGER PRIMARY KEY, number INTEGER NOT NULL);
        CREATE TABLE root_causes (
            collective INTEGER PRIMARY KEY, change INTEGER NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL, silent BLOB NOT NULL,
            problems BLOB NOT NULL, edges BLOB NOT NULL, circles BLOB NOT NULL, rounds INTEGER NOT NULL);
        CREATE TABLE skill (
            collective INTEGER NOT NULL, skill BLOB NOT NULL, feed INTEGER NOT NULL, seq INTEGER NOT NULL,
            PRIMARY KEY (collective, skill, feed, seq)) WITHOUT ROWID;
        CREATE INDEX pledge_by_time ON pledge (time DESC, feed, seq DESC);
        CREATE INDEX vouch_by_subject ON vouch (collective, subject);
        CREATE INDEX vouch_by_time ON vouch (collective, time);
        CREATE INDEX vouch_ending ON vouch (collective) WHERE level = 0 OR until <> 0;
        """

    /// Signed statements of the ledger's root, by the digest of what is signed.
    private static let checkpoints = """
        CREATE TABLE checkpoint (
            collective INTEGER NOT NULL, digest BLOB NOT NULL, time INTEGER NOT NULL, note BLOB NOT NULL,
            PRIMARY KEY (collective, digest)) WITHOUT ROWID;
        """

    /// What witnesses covered: `author`, `seq` and `id` name what, `feed` and `carrier` the entry that says so.
    /// The key's columns come first: of others before them SQLite 3.40.1 says that they are missing (`integrity_check`).
    private static let covers = """
        CREATE TABLE cover (
            collective INTEGER NOT NULL, author BLOB NOT NULL, seq INTEGER NOT NULL, id BLOB NOT NULL, witness BLOB NOT NULL,
            feed INTEGER NOT NULL, carrier INTEGER NOT NULL, time INTEGER NOT NULL,
            PRIMARY KEY (collective, author, seq, id, witness, feed, carrier)) WITHOUT ROWID;
        -- Whether a quorum covered two branches of the feed.
        ALTER TABLE fork ADD COLUMN contested INTEGER NOT NULL DEFAULT 0;
        """

    /// What is computed from it, row by row, in the transaction that appends.
    private static let views = """
        CREATE TABLE pledge (
            project INTEGER NOT NULL, feed INTEGER NOT NULL, seq INTEGER NOT NULL, ask INTEGER NOT NULL,
            amount INTEGER NOT NULL, time INTEGER NOT NULL, state INTEGER NOT NULL,
            PRIMARY KEY (project, feed, seq)) WITHOUT ROWID;
        CREATE TABLE total (
            project INTEGER NOT NULL, ask INTEGER NOT NULL, high INTEGER NOT NULL, low INTEGER NOT NULL,
            pledges INTEGER NOT NULL, PRIMARY KEY (project, ask)) WITHOUT ROWID;
        CREATE TABLE backing (
            project INTEGER PRIMARY KEY, people INTEGER NOT NULL, latest INTEGER NOT NULL);
        CREATE TABLE endorse (
            collective INTEGER NOT NULL, target BLOB NOT NULL, feed INTEGER NOT NULL, seq INTEGER NOT NULL,
            stance INTEGER NOT NULL, standing INTEGER NOT NULL, time INTEGER NOT NULL, retracted INTEGER NOT NULL,
            PRIMARY KEY (collective, target, feed, seq)) WITHOUT ROWID;
        CREATE TABLE tally (
            collective INTEGER NOT NULL, target BLOB NOT NULL, stance INTEGER NOT NULL, standing INTEGER NOT NULL,
            people INTEGER NOT NULL, latest INTEGER NOT NULL,
            PRIMARY KEY (collective, target, stance, standing)) WITHOUT ROWID;
        """
}
