import Foundation
import Testing

/// `config`, and the daemon's use of it.
@Suite struct ConfigCommandTests {
    @Test func everyOptionIsShownWithItsSource() throws {
        let home = try PledgedHome()
        try "log: warning\npeers: [127.0.0.1:9]\n".write(toFile: home.file("config.yaml"), atomically: true, encoding: .utf8)
        let shown = try home.run(["config"], environment: ["PLEDGED_LISTEN": "127.0.0.1:7"]).expectFine().output
        for words in ["environment PLEDGED_LISTEN", "127.0.0.1:9", "config.yaml, line 1", "environment PLEDGED_NO_LAN"] {
            #expect(shown.contains(words), "\(shown)")
        }
        let options = try home.json("config").list("options")
        #expect(try options.map { try $0.text("option") } == [
            "listen", "peers", "lan", "web", "web_names", "web_origins", "web_rate", "witness", "witness_interval", "log",
        ])
        #expect(try options.map { try $0.flag("reloads") } == [false, true, false, false, true, true, true, false, false, true])
        #expect(try options[0].text("from") == "default")
    }

    @Test func whatIsWrongIsOneLineWithItsLine() throws {
        let home = try PledgedHome()
        let path = home.file("config.yaml")
        try "# mine\nlistn: 127.0.0.1:0\n".write(toFile: path, atomically: true, encoding: .utf8)
        for command in [["config"], ["serve"]] {
            try home.run(command).expectFault(65, "\(path), line 2", "listn", "listen, peers, lan, web")
        }
        try home.run("config", "--config", "/nowhere.yaml").expectFault(66, "/nowhere.yaml")
        try home.run("config", "--config", home.path).expectFault(65, "folder")
        try Data([0xFF, 0xFE]).write(to: URL(fileURLWithPath: path))
        try home.run("config").expectFault(65, path, "text")
    }

    @Test func theExampleIsAFileThatChangesNothing() throws {
        let home = try PledgedHome()
        let before = try home.run("config").output
        let example = try home.run("config", "--example").expectFine().output
        try example.write(toFile: home.file("config.yaml"), atomically: true, encoding: .utf8)
        let after = try home.run("config").expectFine().output
        #expect(before.hasPrefix(after.trimmingCharacters(in: .newlines)))
    }
}
