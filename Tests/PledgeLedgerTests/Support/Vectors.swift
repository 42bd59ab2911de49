import Foundation
import PledgeLedger
import Testing

/// Published vectors and data that may lie beside the project.
enum Shared {
    /// The project's root, found from this file through symbolic links.
    private static let root: URL = {
        let file = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        return (0..<4).reduce(file) { url, _ in url.deletingLastPathComponent() }
    }()

    static func file(_ path: String) -> URL { root.appendingPathComponent("../shared").appendingPathComponent(path) }
    static func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: file(path).path) }

    static func json<T: Decodable>(_ path: String, as type: T.Type) throws -> T {
        try JSONDecoder().decode(type, from: Data(contentsOf: file(path)))
    }
}

/// The bytes of hex digits that a test spells out.
func unhex(_ digits: String) throws -> [UInt8] { try #require([UInt8](hex: digits)) }
