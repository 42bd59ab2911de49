/// Where the home is: the flag, the environment, or the usual folder for data.
package enum HomeLocation {
    /// - Parameters:
    ///   - flag: what `--home` said.
    ///   - environment: of the process.
    ///   - folder: the working folder, for relative paths.
    package static func path(flag: String?, environment: [String: String], folder: String) -> String? {
        let chosen = [flag, environment["PLEDGED_HOME"]].compactMap { $0 }.first { !$0.isEmpty }
        if let chosen { return absolute(trimmed(chosen), folder) }
        // The XDG base directory specification asks to ignore a path that is not absolute.
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return "\(trimmed(data))/pledged" }
        guard let user = environment["HOME"], user.hasPrefix("/") else { return nil }
        return "\(trimmed(user))/.local/share/pledged"
    }

    private static func absolute(_ path: String, _ folder: String) -> String {
        path.hasPrefix("/") ? path : "\(trimmed(folder))/\(path)"
    }

    private static func trimmed(_ path: String) -> String {
        var path = path[...]
        while path.count > 1, path.last == "/" { path.removeLast() }
        return String(path)
    }
}
