import Testing
import pledged

/// Reading a configuration file, and choosing between flags, environment and file.
@Suite struct ConfigFileTests {
    private func read(_ text: String) throws(CommandFault) -> ConfigFile { try ConfigFile(text, path: "x.yaml") }

    private func value(_ text: String, _ option: ConfigOption) throws -> [String]? {
        try read(text).items.first { $0.option == option }?.values
    }

    @Test func valuesAreReadHoweverYamlWritesThem() throws {
        #expect(try value("listen: 127.0.0.1:7411\n", .listen) == ["127.0.0.1:7411"])
        #expect(try value("---\n# said\n\nlog: \"debug\"  # loud\r\n", .log) == ["debug"])
        #expect(try value("listen: '[::1]:7411'", .listen) == ["[::1]:7411"])
        #expect(try value("peers:\n  - a.example:1 # one\n# and\n  - \"b.example:2\"\n", .peers) == ["a.example:1", "b.example:2"])
        #expect(try value("peers:\n- a.example:1\nlan: false", .peers) == ["a.example:1"])
        #expect(try value("peers: [a.example:1, 'b.example:2' ] # two", .peers) == ["a.example:1", "b.example:2"])
        #expect(try value("peers: a.example:1", .peers) == ["a.example:1"])
        #expect(try value("peers: []", .peers) == [] && value("peers:\n", .peers) == [])
        #expect(try value("\u{FEFF}log: debug\n", .log) == ["debug"] && value("\u{FEFF}---\r\nlog: debug\r\n", .log) == ["debug"])
        #expect(try read("\u{FEFF}").items.isEmpty)
        #expect(try read("").items.isEmpty && read("# nothing\n").items.isEmpty)
        #expect(try read("lan: true\nlog: info").items.map(\.line) == [1, 2])
    }

    @Test(arguments: [
        ("listne: 127.0.0.1:7411", 1, "listne"), ("\n\nlog: loud", 3, "no log level"), ("lan: perhaps", 1, "true nor false"),
        ("log: info\nlog: debug", 2, "line 1"), ("listen: nowhere", 1, "HOST:PORT"), ("peers:\n  - nowhere", 2, "HOST:PORT"),
        ("log: info\npeers:\n  # one\n  - a.example:1\n\n  - nowhere", 6, "HOST:PORT"), ("web_names:\n- a.example\n- a b", 3, "name of a host"),
        ("peers: [a.example:1, nowhere]", 1, "HOST:PORT"),
        ("listen:\n", 1, "no value"), ("\tlog: info", 1, "tabs"), ("  log: info", 1, "start of the line"), ("log", 1, "sets nothing"),
        ("log:info", 1, "space"), ("- a.example:1", 1, "list begins"), ("log: info\n- a.example:1", 2, "list begins"),
        ("peers: [a.example:1", 1, "lacks its ]"), ("peers: [a.example:1] b", 1, "too much"), ("log: \"info", 1, "not closed"),
        ("log: 'info' debug", 1, "too much"), ("peers: a.example:1\n  - b.example:2", 2, "list begins"),
        ("peers: [a.example:1\"", 1, "HOST:PORT"), ("peers:\n  -", 2, "no value"), ("log: [info, debug]", 1, "one value"),
        ("log: \"\u{1B}[31m\"", 1, "\\u{1B}"), ("web: here", 1, "HOST:PORT"), ("web_names: [a b]", 1, "name of a host"),
        ("web_names: village.example:80", 1, "without a port"), ("web_origins: village.example", 1, "no origin"),
        ("web_origins: https://village.example/", 1, "no origin"), ("web_rate: -1", 1, "0 to 1000000"), ("web_rate: 1e3", 1, "0 to 1000000"), ("witness: yes", 1, "true nor false"), ("witness_interval: 0", 1, "0.5 to 86400"),
    ])
    func whatIsWrongIsNamedWithItsLine(_ text: String, _ line: Int, _ words: String) {
        #expect { try read(text) } throws: { error in
            let words = "\(error)".contains(words) || "\(error)".contains("lacks its ]")
            return "\(error)".hasPrefix("x.yaml, line \(line): ") && words
        }
    }

    /// Whatever the bytes, reading ends with a file or a fault.
    @Test func anyTextIsReadOrRefused() throws {
        let pieces = ["log", ":", " ", "info", "\n", "-", "[", "]", ",", "\"", "'", "#", "peers", "\t", "\r\n", "é", "a.b:1"]
        var random = SystemRandomNumberGenerator()
        for _ in 0..<3_000 {
            let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            do { _ = try read(text) } catch { #expect(error.description.hasPrefix("x.yaml, line "), "\(text.debugDescription): \(error)") }
        }
    }

    @Test func flagsComeBeforeTheEnvironmentBeforeTheFile() throws {
        let file = (path: "x.yaml", content: try read("log: error\nlan: false\npeers: [c.example:3]"))
        let configuration = try Configuration(
            flags: [.log: ["debug"]], environment: ["PLEDGED_LOG": "warning", "PLEDGED_PEERS": "a.example:1, b.example:2"], file: file)
        #expect(configuration.values(.log) == ["debug"])
        #expect(configuration.values(.peers) == ["a.example:1", "b.example:2"])
        #expect(configuration.values(.lan) == ["false"])
        #expect(configuration.values(.listen) == ["0.0.0.0:7411"])
        #expect(configuration.settings.map(\.source.words) == [
            "default", "environment PLEDGED_PEERS", "x.yaml, line 2", "default", "default", "default", "default", "default", "default", "flag --log",
        ])
        #expect(try value("web: none\nweb_names: Village.example.org\nweb_origins: [\"http://192.0.2.1:80\"]", .web) == ["none"])
        let other = try Configuration(flags: [:], environment: ["PLEDGED_NO_LAN": "1"], file: nil)
        #expect(other.values(.lan) == ["false"] && other.changes(to: configuration) == [.peers, .log])
    }

    /// Whoever writes 0 means no.
    @Test func aVariableSaysYesOrNo() throws {
        func lan(_ environment: [String: String]) throws -> [String] {
            let file = (path: "x.yaml", content: try read("lan: false"))
            return try Configuration(flags: [:], environment: environment, file: file).values(.lan)
        }
        for yes in ["1", "true", "YES", "on"] {
            #expect(try lan(["PLEDGED_NO_LAN": yes]) == ["false"] && lan(["PLEDGED_LAN": yes]) == ["true"], "\(yes)")
            #expect(try Configuration(flags: [:], environment: ["PLEDGED_WITNESS": yes], file: nil).values(.witness) == ["true"])
        }
        for no in ["0", "false", "no", "Off"] {
            #expect(try lan(["PLEDGED_NO_LAN": no]) == ["true"] && lan(["PLEDGED_LAN": no]) == ["false"], "\(no)")
        }
        #expect(try lan(["PLEDGED_NO_LAN": ""]) == ["false"], "the file's")
        #expect(try lan(["PLEDGED_LAN": "yes", "PLEDGED_NO_LAN": "0"]) == ["true"] && lan(["PLEDGED_LAN": "", "PLEDGED_NO_LAN": "1"]) == ["false"])
        for word in ["1", "no"] {
            #expect { try lan(["PLEDGED_LAN": word, "PLEDGED_NO_LAN": word]) } throws: {
                "\($0)".contains("PLEDGED_LAN: ") && "\($0)".contains("PLEDGED_NO_LAN: ") && "\($0)".contains("contradict")
            }
        }
        #expect(try Configuration(flags: [.lan: ["false"]], environment: ["PLEDGED_LAN": "1", "PLEDGED_NO_LAN": "1"], file: nil).values(.lan) == ["false"])
        for name in ["PLEDGED_NO_LAN", "PLEDGED_LAN", "PLEDGED_WITNESS"] {
            #expect { try Configuration(flags: [:], environment: [name: "2"], file: nil) } throws: {
                "\($0)".hasPrefix("environment \(name): ") && "\($0)".contains("write 1, true, yes or on")
            }
        }
    }

    @Test func aBadValueNamesItsSource() {
        #expect { try Configuration(flags: [:], environment: ["PLEDGED_LOG": "loud"], file: nil) } throws: {
            "\($0)".hasPrefix("environment PLEDGED_LOG: ")
        }
        #expect { try Configuration(flags: [.log: ["loud"]], environment: [:], file: nil) } throws: { "\($0)".hasPrefix("--log: ") }
    }

    @Test func theExampleHasEveryOptionAndSaysWhatIsUsual() throws {
        #expect(try read(ConfigExample.text).items.isEmpty)
        // With the comment signs of its options taken away it is a file that reads well.
        let lines = ConfigExample.text.split(separator: "\n", omittingEmptySubsequences: false)
        let open = lines.map { $0.hasPrefix("#") && !$0.hasPrefix("# ") ? $0.dropFirst() : $0 }.joined(separator: "\n")
        let file = try read(open)
        #expect(file.items.map(\.option) == ConfigOption.allCases)
        for item in file.items where !item.option.isList { #expect(item.values == item.option.standard) }
        for option in ConfigOption.allCases { #expect(ConfigExample.text.contains("(\(option.environment);")) }
    }
}
