import Foundation
import PledgeLedger
import Testing
import pledged

@Suite struct HomeTests {
    /// A path in a folder of its own, gone after `body`.
    private func withPath(_ body: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "pledged-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder + "/home")
    }

    @Test func aHomeRemembersItsChoices() throws {
        try withPath { path in
            let home = try Home(creating: path)
            #expect(try home.current() == nil)
            #expect(try home.alias() == nil)
            let id = try #require(CollectiveID(hex: String(repeating: "ab", count: 32)))
            try home.setCurrent(id)
            try home.setAlias("Ána 村")
            let again = try Home(opening: path)
            #expect(try again.current() == id)
            #expect(try again.alias() == "Ána 村")
        }
    }

    @Test func keysComeBackAsTheyWere() throws {
        try withPath { path in
            let home = try Home(creating: path)
            let key = try #require(SigningKey.generate())
            try KeyFile.author.create(key, at: home.authorKeyPath)
            #expect(try home.authorKey().seed == key.seed)
            #expect(throws: HomeFault.exists(home.authorKeyPath)) { try KeyFile.author.create(key, at: home.authorKeyPath) }
            #expect(throws: HomeFault.nodeKeyMissing(home.nodeKeyPath)) { try home.nodeKey() }
            #expect(try Home(creating: path).authorKey().seed == key.seed)
        }
    }

    @Test(arguments: [
        "", "# only a comment\n", "pledgesecret1qqqq\n", "two\nlines\n", String(repeating: "a", count: 4_000),
    ])
    func damagedKeysAreNamed(_ text: String) throws {
        try withPath { path in
            let home = try Home(creating: path)
            try DurableFile.create(Array(text.utf8), at: home.authorKeyPath, mode: 0o600)
            let fault = #expect(throws: HomeFault.self) { try home.authorKey() }
            guard case .damaged(home.authorKeyPath, _) = fault else {
                Issue.record("\(String(describing: fault)) for \(text)")
                return
            }
        }
    }

    @Test func oneKindOfKeyIsNotTakenForTheOther() throws {
        try withPath { path in
            let home = try Home(creating: path)
            try KeyFile.node.create(try #require(SigningKey.generate()), at: home.authorKeyPath)
            #expect(throws: HomeFault.self) { try home.authorKey() }
        }
    }

    @Test func aMissingHomeAndAFileAreTold() throws {
        try withPath { path in
            #expect(throws: HomeFault.missing(path)) { try Home(opening: path) }
            #expect(FileManager.default.createFile(atPath: path, contents: nil))
            #expect(throws: HomeFault.notAFolder(path)) { try Home(opening: path) }
        }
    }

    @Test func aDamagedChoiceIsNamed() throws {
        try withPath { path in
            let home = try Home(creating: path)
            #expect(FileManager.default.createFile(atPath: path + "/current", contents: Data("nonsense\n".utf8)))
            #expect(throws: HomeFault.self) { try home.current() }
        }
    }
}

@Suite struct HomeLocationTests {
    private func path(_ flag: String?, _ environment: [String: String]) -> String? {
        HomeLocation.path(flag: flag, environment: environment, folder: "/here")
    }

    @Test func theFlagThenTheEnvironmentThenTheUsualPlace() {
        let all = ["PLEDGED_HOME": "/p", "XDG_DATA_HOME": "/x", "HOME": "/h"]
        #expect(path("/f", all) == "/f")
        #expect(path("f/", all) == "/here/f")
        #expect(path(nil, all) == "/p")
        #expect(path("", all) == "/p")
        #expect(path(nil, ["XDG_DATA_HOME": "/x/", "HOME": "/h"]) == "/x/pledged")
        #expect(path(nil, ["XDG_DATA_HOME": "relative", "HOME": "/h"]) == "/h/.local/share/pledged")
        #expect(path(nil, ["HOME": "/h"]) == "/h/.local/share/pledged")
        #expect(path(nil, [:]) == nil)
    }
}
