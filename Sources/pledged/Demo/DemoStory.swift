import Foundation

/// The demo's story, act by act.
struct DemoStory {
    let stage: DemoStage
    private let people = ["farmer", "nurse", "teacher"]

    func tell() throws {
        try gather()
        try promise()
        try partAndMeet()
        try catchTwoFaces()
        try audit()
    }

    private func gather() throws {
        for who in people { try stage.run(who, ["init", "--name", who]) }
        stage.say("Three people, three homes, three keys: a farmer, a nurse, a teacher.")
        let founded = try stage.run("farmer", ["found", "Village fund", "--purpose", "Clean water first"])
        stage.say("The farmer founds \"Village fund\" (\(short(founded["collective"]))) and runs a node.")
        try stage.serve("farmer")
        let link = try stage.run("farmer", ["invite"])["link"] as? String ?? ""
        for who in ["nurse", "teacher"] {
            try stage.run(who, ["join", link])
            try stage.serve(who, peers: who == "teacher" ? ["nurse"] : [])
        }
        let took = try stage.wait(for: "the charter") { try people.allSatisfy { try root(of: $0) != nil } }
        stage.say("The nurse and the teacher join by its link; the charter reaches their nodes in \(took) ms.")
        for who in ["nurse", "teacher"] {
            let key = try stage.run(who, ["status"])["key"] as? String ?? ""
            try stage.run("farmer", ["vouch", key])
        }
        let vouched = try stage.wait(for: "the vouches") { try inStep() }
        stage.say("The farmer vouches for both keys; all three nodes know in \(vouched) ms.")
    }

    private func promise() throws {
        let project = try stage.run("nurse", [
            "project", "Well for the school", "--ask", "1200 EUR", "--ask", "40 h digging", "--text",
            "The children walk two hours for water.",
        ])
        stage.projectID = project["entry"] as? String ?? ""
        stage.say("The nurse proposes \"Well for the school\": 1200 EUR and 40 h of digging.")
        try stage.wait(for: "the project") { try inStep() }
        try stage.run("farmer", ["pledge", stage.projectID, "200 EUR"])
        try stage.run("teacher", ["pledge", stage.projectID, "8 h"])
        try stage.run("teacher", ["endorse", stage.projectID, "--as", "beneficiary"])
        let took = try stage.wait(for: "the pledges") { try inStep() }
        stage.say("The farmer pledges 200 EUR; the teacher pledges 8 h and endorses it. In step after \(took) ms: \(try totals("nurse"))")
    }

    private func partAndMeet() throws {
        stage.cutOff("teacher")
        try stage.run("teacher", ["pledge", stage.projectID, "25.50 EUR"])
        try stage.run("nurse", ["pledge", stage.projectID, "40 EUR"])
        stage.say("The teacher's node is cut off. On both sides people go on pledging:")
        try stage.wait(for: "the nurse's pledge") { try root(of: "farmer") == root(of: "nurse") }
        stage.say("  with the teacher:   \(try totals("teacher"))")
        stage.say("  with everyone else: \(try totals("farmer"))")
        try stage.serve("teacher", peers: ["nurse"])
        let took = try stage.wait(for: "the reunion") { try inStep() }
        stage.say("The teacher's node is back; \(took) ms later all three hold one ledger: \(try totals("teacher"))")
    }

    private func catchTwoFaces() throws {
        stage.cutOff("teacher")
        try stage.copy("teacher", to: "teacher-copy")
        try stage.run("teacher", ["pledge", stage.projectID, "500 EUR"])
        let refused = try stage.run("teacher-copy", ["pledge", stage.projectID, "1 EUR"], mayEndWith: [75])
        if refused.isEmpty { stage.say("The teacher copies the home and pledges on both. The copy refuses to sign: that could fork.") }
        try stage.run("teacher-copy", ["pledge", stage.projectID, "1 EUR", "--risk-fork"])
        try stage.run("teacher", ["sync", stage.address("farmer")])
        try stage.run("teacher-copy", ["sync", stage.address("nurse")])
        stage.say("The teacher insists: 500 EUR told to the farmer's node, 1 EUR told to the nurse's.")
        let took = try stage.wait(for: "the proof") {
            try ["farmer", "nurse"].allSatisfy { try forks(of: $0) == 1 } && root(of: "farmer") == root(of: "nurse")
        }
        stage.say("Caught: after \(took) ms both nodes hold the two signatures as proof. Neither story counts: \(try totals("farmer"))")
    }

    private func audit() throws {
        let bundle = stage.file("village.bundle")
        try stage.run("nurse", ["export", "--bundle", bundle])
        let report = try stage.run("nurse", ["audit", bundle])
        let findings = (report["findings"] as? [Any])?.count ?? -1
        stage.say("An auditor takes the nurse's copy and trusts nobody: \(report["signatures"] ?? 0) signatures verified, "
            + "\(findings) findings, root \(short(report["root"])).")
        let farmer = try stage.run("farmer", ["audit"])
        guard farmer["root"] as? String == report["root"] as? String, findings == 0 else {
            throw CommandFault(.unwell, "the demo's audits disagree")
        }
        stage.say("The farmer's own audit ends in the same root. Nobody was in the middle.")
    }

    // MARK: Looking

    private func collective(_ who: String) throws -> [String: Any] {
        (try stage.run(who, ["status"])["collectives"] as? [[String: Any]])?.first ?? [:]
    }

    private func root(of who: String) throws -> String? { try collective(who)["root"] as? String }
    private func forks(of who: String) throws -> Int { try collective(who)["forks"] as? Int ?? 0 }

    private func inStep() throws -> Bool {
        let roots = try people.map { try root(of: $0) }
        return roots.allSatisfy { $0 != nil && $0 == roots[0] }
    }

    private func totals(_ who: String) throws -> String {
        let shown = try stage.run(who, ["show", stage.projectID])
        let asks = (shown["asks"] as? [[String: Any]] ?? []).map { ask in
            AmountText.shown((ask["pledged"] as? NSNumber)?.uint64Value ?? 0, unit: ask["unit"] as? String ?? "")
        }
        return "\(asks.joined(separator: " and ")) pledged by \(shown["people"] ?? 0) people."
    }

    private func short(_ value: Any?) -> String { String((value as? String ?? "").prefix(12)) }
}
