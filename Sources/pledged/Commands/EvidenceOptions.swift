import ArgumentParser
import Foundation
import PledgeLedger

/// Files that show what somebody says: their hashes are signed, the files stay where they are.
struct EvidenceOptions: ParsableArguments {
    @Option(name: .long, parsing: .unconditionalSingleValue, help: ArgumentHelp(
        "A file that shows it; its SHA-256 is signed, the file stays with you. Can be given up to 8 times.",
        valueName: "file"))
    var evidence: [String] = []

    /// Their hashes, each once.
    func digests() throws -> [Digest] {
        guard evidence.count <= 8 else { throw CommandFault(.badData, "at most 8 files of evidence fit one entry") }
        var digests: [Digest] = []
        for path in evidence {
            let digest = try Self.digest(of: path)
            if !digests.contains(digest) { digests.append(digest) }
        }
        return digests
    }

    private static func digest(of path: String) throws -> Digest {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw CommandFault(.missing, "\(SafeText.quoted(path)) can't be read; name a file to hash as evidence")
        }
        defer { try? handle.close() }
        var hash = SHA256()
        do {
            while let data = try handle.read(upToCount: 1 << 20), !data.isEmpty { hash.update(Array(data)) }
        } catch {
            throw CommandFault(.badData, "\(SafeText.quoted(path)) can't be read; is it a file?")
        }
        return hash.finish()
    }
}
