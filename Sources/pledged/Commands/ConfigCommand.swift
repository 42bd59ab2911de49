import ArgumentParser
import Foundation

/// Shows how the daemon is configured.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Show every option of the node, its value, and where that comes from.",
        discussion: """
            Flags of `pledged serve` come before the environment, the environment before the file, which is \
            config.yaml in the home where nobody names another. A running node reads the file again on SIGHUP.

            Examples: pledged config
                      pledged config --example > config.yaml
            """)

    @Option(name: .long, help: ArgumentHelp(
        "A configuration file (else PLEDGED_CONFIG, else config.yaml in the home).", valueName: "file"))
    var config: String?

    @Flag(name: .long, help: "Print a file with every option in it, explained and commented out.")
    var example = false

    @OptionGroup var common: CommonOptions

    func run() throws {
        if example { return Output.raw(ConfigExample.text) }
        // A keeper may look before there is a home.
        let inHome = try "\(common.homePath())/config.yaml"
        let configuration = try ConfigurationSource(named: config, inHome: inHome).read()
        var table = Table([.text("option"), .text("value"), .text("from")])
        for setting in configuration.settings {
            let value = setting.values.isEmpty ? "none" : setting.values.joined(separator: ", ")
            table.add([setting.option.rawValue, value, setting.source.words])
        }
        common.answer(
            .object([
                .init("file", configuration.path.map { .string($0) } ?? .null),
                .init("options", .array(configuration.settings.map(\.json))),
            ]),
            words: (table.lines() + (configuration.path == nil ? ["no file: \(SafeText.shown(inHome)) would be read"] : []))
                .joined(separator: "\n"))
    }
}

extension Configuration.Setting {
    var json: JSON {
        let value: JSON = option.isList ? .array(values.map { .string($0) }) : .string(values.first ?? "")
        return .object([
            .init("option", .string(option.rawValue)), .init("value", value), .init("from", .string(source.words)),
            .init("reloads", .bool(option.reloads)),
        ])
    }
}
