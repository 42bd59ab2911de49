#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension PabulibFile {
    /// Reads a file of the disk, and no more of it than the limit.
    /// - Parameter limit: the most bytes that are read.
    package static func read(path: String, limit: Int = PabulibFile.largest) throws(PabulibFault) -> PabulibFile {
        guard let file = fopen(path, "rb") else { throw unreadable(path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        while bytes.count <= limit {
            let count = fread(&chunk, 1, chunk.count, file)
            if count == 0 { break }
            bytes.append(contentsOf: chunk.prefix(count))
        }
        guard ferror(file) == 0 else { throw unreadable(path) }
        return try parse(bytes, name: path, limit: limit)
    }

    private static func unreadable(_ path: String) -> PabulibFault {
        let reason = strerror(errno).map { String(cString: $0) } ?? "unknown error"
        return PabulibFault(file: path, line: nil, "can't be read (\(reason)); name a .pb file that is there")
    }
}
