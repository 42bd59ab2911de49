/// A configuration file with every option in it, commented out: what a keeper begins from.
package enum ConfigExample {
    package static var text: String {
        var lines = [
            "# Configuration of a pledged node. Flags of `pledged serve` come before the environment, the environment",
            "# before this file. `pledged config` shows what is set, and where. After a change: systemctl reload pledged",
        ]
        for option in ConfigOption.allCases {
            lines.append("")
            lines += option.summary.map { "# \($0)" }
            lines.append("# (\(option.environment); \(option.reloads ? "a reload is enough" : "takes a restart"))")
            if option.isList {
                lines.append("#\(option.rawValue):")
                lines += option.example.map { "#  - \($0)" }
            } else {
                lines.append("#\(option.rawValue): \(option.example.joined(separator: " "))")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
