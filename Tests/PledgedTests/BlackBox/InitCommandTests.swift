import Foundation
import Testing

@Suite struct InitCommandTests {
    private func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test func makesAHomeThatNobodyElseCanRead() throws {
        let home = try PledgedHome(nil)
        let made = try home.json("init", "--name", "farmer")
        #expect(try made.text("key").hasPrefix("pledge1"))
        #expect(try made.text("node").hasPrefix("node1"))
        #expect(try made.text("home") == home.path)
        #expect(Set(made.all.keys) == ["key", "node", "home"])
        #expect(try mode(home.path) == 0o700)
        for name in try FileManager.default.contentsOfDirectory(atPath: home.path) {
            #expect(try mode(home.file(name)) & 0o077 == 0, "\(name)")
        }
        #expect(try mode(home.file("author.key")) == 0o600)
        #expect(try mode(home.file("node.key")) == 0o600)
        #expect(try home.json("status").text("key") == made.text("key"))
    }

    @Test func leavesAHomeThatIsThereAlone() throws {
        let home = try PledgedHome()
        let key = try home.key()
        try home.run("init").expectFault(73, "holds a key already")
        #expect(try home.key() == key)
    }

    @Test func refusesAFolderThatOthersCanRead() throws {
        let home = try PledgedHome(nil)
        try FileManager.default.createDirectory(
            atPath: home.path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        try home.run("init").expectFault(77, "chmod 700")
    }

    @Test(arguments: ["", "  ", "two\nlines", "hidden \u{202E}direction", String(repeating: "a", count: 201)])
    func refusesANameThatCannotBeShown(_ name: String) throws {
        let home = try PledgedHome(nil)
        try home.run("init", "--name", name).expectFault(65)
        #expect(!FileManager.default.fileExists(atPath: home.path))
    }

    @Test(arguments: ["author.key", "node.key"])
    func aKeyThatOthersCanReadIsRefused(_ name: String) throws {
        let home = try PledgedHome()
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: home.file(name))
        try home.run("status").expectFault(77, "chmod 600", name)
    }

    @Test func aHomeThatOthersCanReadIsRefused() throws {
        let home = try PledgedHome()
        try FileManager.default.setAttributes([.posixPermissions: 0o750], ofItemAtPath: home.path)
        try home.run("status").expectFault(77, "chmod 700")
        try home.run("found", "Village fund").expectFault(77, "chmod 700")
    }

    @Test func aKeyThatIsALinkIsRefused() throws {
        let home = try PledgedHome()
        try FileManager.default.moveItem(atPath: home.file("author.key"), toPath: home.file("elsewhere"))
        try FileManager.default.createSymbolicLink(
            atPath: home.file("author.key"), withDestinationPath: home.file("elsewhere"))
        try home.run("found", "Village fund").expectFault(77, "is a link")
    }

    @Test func withoutAHomeEverythingPointsToInit() throws {
        let home = try PledgedHome(nil)
        for command in [["status"], ["list", "projects"], ["found", "X"], ["show", "123456"], ["invite"]] {
            try home.run(command).expectFault(66, "pledged init")
        }
    }

    @Test func theFlagComesBeforeTheEnvironment() throws {
        let home = try PledgedHome(nil), other = try PledgedHome(nil)
        let made = try home.json("init", "--home", other.path)
        #expect(try made.text("home") == other.path)
        #expect(!FileManager.default.fileExists(atPath: home.path))
        #expect(try other.key() == made.text("key"))
    }
}
