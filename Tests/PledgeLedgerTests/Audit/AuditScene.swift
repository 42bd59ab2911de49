import Foundation
import PledgeLedger
import Testing

/// A small ledger that has one of everything: a member by a vouch, a project of a stranger, pledges,
/// endorsements, texts, an erasure, and a fork with evidence.
struct AuditScene {
    var maker: LedgerMaker
    let folder: TemporaryFolder
    var store: Store
    let project: VerifiedEntry
    let forker: PublicKey
    var collective: CollectiveID { maker.collective }
    var path: String { folder.file("ledger.sqlite") }

    init(seed: UInt64 = 1) throws {
        maker = try LedgerMaker(seed: seed)
        folder = try TemporaryFolder()
        let euro = try #require(Unit("iso4217:EUR"))
        var founder = LedgerMaker.Tip(author: 0), second = LedgerMaker.Tip(author: 1)
        var member = LedgerMaker.Tip(author: 2), stranger = LedgerMaker.Tip(author: 3)
        project = try maker.sign(.project(Project(asks: [.init(number: 1, unit: euro, target: 500)])), on: &stranger, text: "a well")
        try maker.sign(.vouch(Vouch(subject: maker.keys[2].publicKey)), on: &founder)
        let profile = try maker.sign(.profile(Profile()), on: &member, text: "a name")
        try maker.sign(.pledge(Pledge(to: project.entry.id, ask: 1, quantity: Quantity(40, euro))), on: &founder, text: "gladly")
        try maker.sign(.pledge(Pledge(to: project.entry.id, ask: 1, quantity: Quantity(2, euro))), on: &second)
        try maker.sign(.endorse(Endorse(target: project.entry.id.raw, stance: 2)), on: &second)
        try maker.sign([0x0a, 0xff], on: &second)
        var branch = member
        try maker.sign(.endorse(Endorse(target: project.entry.id.raw, stance: 1)), on: &member)
        try maker.sign(.endorse(Endorse(target: project.entry.id.raw, stance: -1)), on: &branch)
        try maker.sign(.retract(Retract(target: profile.entry.id, erase: true)), on: &branch)
        forker = maker.keys[2].publicKey
        store = try maker.filledStore(in: folder, name: "ledger.sqlite")
    }

    func findings(_ store: Store? = nil) throws -> [AuditFinding] {
        try StoreAudit(store ?? self.store).audit(collective).findings
    }

    /// A new store that took the bundle of this one.
    func bundleContents() throws -> BundleAudit.Contents {
        let path = folder.file("a.bundle")
        _ = try store.writeBundle(of: collective, to: path, replace: true)
        return try BundleAudit(path: path).audit()
    }
}
