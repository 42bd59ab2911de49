import Foundation

/// A process that begins anew as the same one: whoever watches over it sees it go on.
enum SameProcess {
    /// What whoever started the process left open for it, such as a pipe by which they see that it lives.
    private static let inherited = open

    /// Has to be called before the program opens anything that the next one is not to have.
    static func remember() { _ = inherited }

    /// Without what was open to look for them alone.
    private static var open: Set<Int32> {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return Set(names.compactMap { Int32($0) }.filter { fcntl($0, F_GETFD) >= 0 })
    }

    /// Runs this program again in its place, with the arguments that it had, once all that it held is let go of.
    /// - Returns: only where that can't be done, with the `errno`.
    static func begin() -> Int32 {
        for number in open.subtracting(inherited) { _ = fcntl(number, F_SETFD, FD_CLOEXEC) }
        var arguments: [UnsafeMutablePointer<CChar>?] = CommandLine.arguments.map { strdup($0) }
        arguments.append(nil)
        execv("/proc/self/exe", arguments)
        return errno
    }
}
