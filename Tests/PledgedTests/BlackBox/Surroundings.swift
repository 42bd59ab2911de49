import Foundation

/// What some tests need that is not there on every machine; they are skipped then.
enum Surroundings {
    /// The project's root.
    static let root: URL = {
        var folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        return folder
    }()

    /// Public data that lies beside the project.
    static func shared(_ path: String) -> String {
        root.appendingPathComponent("../shared").appendingPathComponent(path).standardizedFileURL.path
    }

    static let election = shared("data/pabulib/France_Toulouse_2019.pb")
    static let hasElection = FileManager.default.isReadableFile(atPath: election)
    static let verifier = root.appendingPathComponent("Tests/independent/verify_bundle.py").path

    static let givingValidator = root.appendingPathComponent("Tests/PledgedTests/Export/validate_giving.py").path
    /// The 360Giving standard's package and grant schemas.
    static let givingSchemas = ["360-giving-package-schema.json", "360-giving-schema-1.4.3.json"].map { shared("data/360giving/\($0)") }
    static let hasGivingSchemas = givingSchemas.allSatisfy { FileManager.default.isReadableFile(atPath: $0) }

    /// A Python that has PyNaCl.
    static let verifyingPython = python(having: "nacl")
    /// A Python that can check JSON against a schema, formats too.
    static let schemaPython = python(having: "jsonschema, rfc3339_validator")

    private static func python(having modules: String) -> String? {
        let named = ProcessInfo.processInfo.environment["PLEDGED_PYTHON"] ?? ""
        let candidates = [named, root.appendingPathComponent(".venv/bin/python").path, "/usr/bin/python3"]
        return candidates.first { !$0.isEmpty && succeeds($0, ["-c", "import \(modules)"]) }
    }

    /// Any Python with SQLite.
    static let python = "/usr/bin/python3"
    static let hasPython = succeeds(python, ["-c", "import sqlite3"])

    /// Whether a small file system can be mounted here: for root, and not in every container.
    static let canMount: Bool = {
        guard geteuid() == 0 else { return false }
        let folder = NSTemporaryDirectory() + "pledged-mount-\(UUID().uuidString.prefix(8))"
        guard mkdir(folder, 0o700) == 0 else { return false }
        defer { rmdir(folder) }
        guard succeeds("/bin/mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]) else { return false }
        return succeeds("/bin/umount", [folder])
    }()

    /// Runs something and says whether it ended well.
    static func succeeds(_ program: String, _ arguments: [String]) -> Bool {
        guard FileManager.default.isExecutableFile(atPath: program) else { return false }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
