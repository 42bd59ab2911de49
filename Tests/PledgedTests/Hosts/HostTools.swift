import Foundation
import Testing

/// What the tests with real hosts need of the machine: root, bash, iproute2 (`ip`, `tc`), nftables (`nft`),
/// and a kernel with network namespaces, veth and bridges.
enum HostTools {
    /// Whether networks can be made here; says why not. Tried once.
    static let canMakeNetworks: Bool = {
        guard geteuid() == 0 else { return false }
        HostLeftovers.remove()
        let obstacle = trial(
            of: """
                ip netns exec $space /bin/bash -c true
                ip -n $space link add bridge0 type bridge
                ip -n $space link add veth0 type veth peer name veth1
                ip netns exec $space tc qdisc add dev veth0 root tbf rate 1mbit burst 16kb latency 400ms
                ip netns exec $space nft 'add table inet trial; add table bridge trial; add chain bridge trial trial
                  add rule bridge trial trial numgen random mod 100 lt 5 counter drop'
                """)
        if let obstacle { print("no networks can be made here: \(obstacle)") }
        return obstacle == nil
    }()

    /// Whether the kernel can delay packets.
    static let canDelay = canMakeNetworks
        && trial(of: "ip netns exec $space tc qdisc add dev lo root netem delay 1ms") == nil

    /// Options that `serve` needs to keep to the peers it was given; an older one has no such option.
    static let quietOptions: [String] = {
        let help = try? PledgedHome(nil).run("serve", "--help")
        return help?.output.contains("--no-lan") == true ? ["--no-lan"] : []
    }()

    /// Tries lines of shell in a namespace named `$space`.
    /// - Returns: what went wrong, if anything did.
    private static func trial(of script: String) -> String? {
        do {
            let home = try PledgedHome(nil)
            let space = "\(HostLeftovers.prefix)\(getpid())-trial"
            defer { HostLeftovers.remove(space, for: home) }
            try shell("space=\(space); ip netns add $space\n\(script)", for: home)
            return nil
        } catch { return "\(error)" }
    }

    /// A shell line that starts a program inside a namespace, as the very process that it replaces.
    static func inside(_ namespace: String) -> String { "\(path); exec ip netns exec \(namespace)" }

    /// Runs lines of shell to their end, or to the first that fails.
    /// - Returns: what they printed.
    @discardableResult
    static func shell(_ script: String, for home: PledgedHome) throws -> String {
        let result = try home.startOther("/bin/sh", ["-euc", "\(path)\n\(script)"]).wait(seconds: 20)
        guard result.code == 0 else { throw HostFault(description: result.errors) }
        return result.output
    }

    /// Debian keeps the three programs where only root's own shell looks.
    private static let path = "PATH=/usr/sbin:/sbin:/usr/bin:/bin"
}

/// A network that could not be made or changed.
struct HostFault: Error, CustomStringConvertible {
    let description: String
}

/// Namespaces whose maker was killed before it could remove them. They are known by its process
/// number, which stands in their names.
enum HostLeftovers {
    static let prefix = "pledged-hosts-"

    /// Ends what still runs in them, and removes them.
    static func remove() {
        guard let home = try? PledgedHome(nil) else { return }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/run/netns")) ?? []
        for name in names where isLeftover(name) { remove(name, for: home) }
    }

    /// Removes one namespace with all that runs in it.
    static func remove(_ namespace: String, for home: PledgedHome) {
        let running = (try? HostTools.shell("ip netns pids \(namespace)", for: home)) ?? ""
        for process in running.split(whereSeparator: \.isWhitespace) { Int32(process).map { _ = kill($0, SIGKILL) } }
        _ = try? HostTools.shell("ip netns del \(namespace)", for: home)
    }

    private static func isLeftover(_ name: String) -> Bool {
        guard name.hasPrefix(prefix),
            let maker = name.dropFirst(prefix.count).split(separator: "-").first.flatMap({ Int32($0) })
        else { return false }
        return kill(maker, 0) != 0 && errno == ESRCH
    }
}
