import ArgumentParser
import Foundation
import GossipNet
import PledgeLedger

/// Looks at everything that a node needs.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look at everything that a node needs, with a remedy for what is wrong.",
        discussion: """
            Clock, disk, permissions, configuration, store, forks, the node, its port, its page, UDP and peers, a line each. \
            Ends with 0 when nothing is wrong, warnings or not, and with 1 when something is. Nothing is changed.

            Example: pledged doctor
            """)

    @Option(name: .long, help: ArgumentHelp(
        "A configuration file (else PLEDGED_CONFIG, else config.yaml in the home).", valueName: "file"))
    var config: String?

    @OptionGroup var common: CommonOptions

    func run() throws {
        try Sodium.start()
        let checkups = try look(at: common.homePath())
        let faults = checkups.filter { $0.state == .fault }.count
        let warnings = checkups.filter { $0.state == .warning }.count
        common.answer(
            .object([
                .init("healthy", .bool(faults == 0)), .init("faults", .number(faults)), .init("warnings", .number(warnings)),
                .init("checks", .array(checkups.map(\.json))),
            ]),
            words: (checkups.flatMap(\.lines) + [summary(faults, warnings)]).joined(separator: "\n"))
        if faults > 0 { throw Ended(.unwell) }
    }

    private func summary(_ faults: Int, _ warnings: Int) -> String {
        if faults + warnings == 0 { return "all is well" }
        return "\(Count.words(faults, "fault", "faults")), \(Count.words(warnings, "warning", "warnings"))"
    }

    /// What is not this user's alone is not read; the machine is looked at all the same.
    private func look(at path: String) throws -> [Checkup] {
        do {
            return try look(Home(opening: path))
        } catch let fault as HomeFault {
            guard case .readableByOthers = fault else { throw fault }
            return [
                MachineCheckups.clock(offset: nil, isSynchronised: MachineCheckups.isSynchronised),
                MachineCheckups.disk(of: path), HomeCheckups.unsafe(fault),
            ]
        }
    }

    private func look(_ home: Home) throws -> [Checkup] {
        let parts = HomeCheckups(home: home)
        let found = Result { () throws(CommandFault) in try ConfigurationSource(named: config, inHome: home.configPath).read() }
        let daemon = ControlClient.status(home)
        let (storeCheckup, store) = parts.store()
        defer { try? store?.close() }
        let offset = daemon?.clockOffset ?? (try? store?.clockOffset())
        var checkups = [
            MachineCheckups.clock(
                offset: offset, inward: daemon?.clockOffsetInward, isSynchronised: MachineCheckups.isSynchronised),
            MachineCheckups.disk(of: home.path), parts.permissions(), HomeCheckups.configuration(found), storeCheckup,
        ]
        if let store { checkups += parts.forks(store) + parts.marks(store) }
        return checkups + (try network(home, daemon, try? found.get(), store))
    }

    private func network(
        _ home: Home, _ daemon: NodeStatus?, _ configuration: Configuration?, _ store: Store?
    ) throws -> [Checkup] {
        let hasCollective = (try? store?.collectives().isEmpty == false) ?? true
        if let daemon {
            return NetworkCheckups.running(daemon, home, hasCollective: hasCollective) + (ControlClient.page(home).map { [NetworkCheckups.page($0)] } ?? [])
        }
        if ControlClient.isHeld(home) { return [NetworkCheckups.silent] }
        guard let configuration else { return [] }
        let invited = (try? store?.peers())?.compactMap { try? PeerAddress($0.address).address } ?? []
        return try NetworkCheckups.port(configuration.listen())
            + [NetworkCheckups.pagePort(configuration.web(home)), NetworkCheckups.dials(
                configuration.peers() + invited, book: BookFile(path: home.bookPath).addresses, hasCollective: hasCollective)]
    }
}
