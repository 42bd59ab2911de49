import Foundation

/// How many files and sockets the process may have open.
enum FileLimit {
    /// More than links, readers of the page and the store need together.
    private static let wanted: rlim_t = 16_384

    /// Takes what the system allows: what it gives unasked is often 1,024, which the page's readers alone can fill.
    static func raise() {
        let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard getrlimit(kind, &limit) == 0, limit.rlim_cur < wanted else { return }
        limit.rlim_cur = min(limit.rlim_max, wanted)
        setrlimit(kind, &limit)
    }
}
