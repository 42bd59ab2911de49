import Foundation
import Testing

/// A home on a small file system of its own.
final class SmallDisk {
    let home: PledgedHome

    init(megabytes: Int = 2) throws {
        home = try PledgedHome(nil)
        try #require(mkdir(home.path, 0o700) == 0)
        try #require(Surroundings.succeeds(
            "/bin/mount", ["-t", "tmpfs", "-o", "size=\(megabytes)m,mode=0700", "tmpfs", home.path]))
        try home.run("init", "--name", "farmer").expectFine()
    }

    deinit { _ = Surroundings.succeeds("/bin/umount", ["-l", home.path]) }

    /// Leaves no byte free, or about so many.
    func fill(leaving left: Int = 0) throws {
        let descriptor = open(home.file("filler"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        for size in [65_536, 4_096, 1] {
            let block = [UInt8](repeating: 7, count: size)
            while write(descriptor, block, size) == size {}
        }
        var status = stat()
        try #require(fstat(descriptor, &status) == 0)
        if left > 0 { try #require(ftruncate(descriptor, max(0, status.st_size - left)) == 0) }
    }

    func free() throws { try FileManager.default.removeItem(atPath: home.file("filler")) }

    func remount(_ how: String) throws {
        try #require(Surroundings.succeeds("/bin/mount", ["-o", "remount,\(how)", home.path]))
    }
}
