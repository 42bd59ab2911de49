import Foundation
import PledgeLedger

/// The machine: its clock and its disk.
package enum MachineCheckups {
    /// - Parameters:
    ///   - offset: the median of the clocks of peers that this node dialled less this one, in milliseconds; nil
    ///     before any was met.
    ///   - inward: the same of nodes that dialled in, where there is nobody else to ask.
    ///   - isSynchronised: whether the system keeps its clock right by the network; nil where that can't be told.
    package static func clock(offset: Int64?, inward: Int64? = nil, isSynchronised: Bool?) -> Checkup {
        let remedy = "turn on network time: `timedatectl set-ntp true`"
        if let offset, offset.magnitude > Signer.clockTolerance.magnitude {
            return Checkup(
                "clock", .fault, "\(offset.magnitude / 60_000) minutes \(offset > 0 ? "behind" : "ahead of") the peers' clocks", remedy: remedy)
        }
        if offset == nil, let words = words(inward: inward) {
            return Checkup("clock", .warning, words, remedy: "compare it with a clock that you trust; where it is wrong, \(remedy)")
        }
        let peers = offset.map { "within \($0.magnitude / 1_000 + 1) s of the peers'" } ?? "no dialled peer to compare with"
        if isSynchronised == false, offset == nil || offset?.magnitude ?? 0 > 30_000 {
            return Checkup("clock", .warning, "not kept by network time; \(peers)", remedy: remedy)
        }
        return Checkup("clock", .fine, peers)
    }

    /// What is told of a clock that only nodes which dialled in find wrong; nil where they don't.
    package static func words(inward offset: Int64?) -> String? {
        guard let offset, offset.magnitude > Signer.clockTolerance.magnitude else { return nil }
        return "this machine's clock is \(offset.magnitude / 60_000) minutes \(offset > 0 ? "behind" : "ahead of") those of nodes "
            + "that dialled in; only they say so, and it may be theirs that are wrong"
    }

    /// Whether the kernel says that its clock is kept (adjtimex(2)); nil where it may not be asked.
    static var isSynchronised: Bool? {
        // Its header is not shown to Swift. Zeroes only ask; the answer needs 208 bytes, and the state is what is returned.
        typealias Adjust = @convention(c) (UnsafeMutableRawPointer) -> Int32
        guard let symbol = dlsym(nil, "adjtimex") else { return nil }
        var answer = [UInt8](repeating: 0, count: 1_024)
        let state = answer.withUnsafeMutableBytes { bytes in
            bytes.baseAddress.map { unsafeBitCast(symbol, to: Adjust.self)($0) } ?? -1
        }
        return state < 0 ? nil : state != unsynchronised
    }

    /// TIME_ERROR: the clock is not kept.
    private static let unsynchronised: Int32 = 5

    /// - Parameters:
    ///   - free: bytes that this user can still write.
    ///   - size: of the whole file system.
    package static func disk(free: UInt64, size: UInt64, path: String) -> Checkup {
        let words = "\(ByteText.shown(free)) of \(ByteText.shown(size)) free at \(path)"
        let remedy = "free some space, or move the folder to a larger disk"
        if free < 64 << 20 { return Checkup("disk", .fault, words, remedy: remedy) }
        if free < 1 << 30 || free < size / 20 { return Checkup("disk", .warning, words, remedy: remedy) }
        return Checkup("disk", .fine, words)
    }

    static func disk(of path: String) -> Checkup {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else {
            return Checkup("disk", .unknown, "\(path): \(String(cString: strerror(errno)))")
        }
        let block = UInt64(status.f_frsize)
        return disk(free: UInt64(status.f_bavail) &* block, size: UInt64(status.f_blocks) &* block, path: path)
    }
}
