import Foundation
import Testing
import pledged

@Suite("Pabulib's published elections")
struct PabulibDataTests {
    private static let folder = pledgedTestsRoot.appending(path: "../shared/data/pabulib")
    private static var files: [URL] {
        let all = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        return all.filter { $0.pathExtension == "pb" }.sorted { $0.path < $1.path }
    }

    @Test("votes add up to the scores that the files give", .enabled(if: !files.isEmpty))
    func scores() throws {
        for url in Self.files {
            let file = try PabulibFile.read(path: url.path)
            var points: [String: UInt64] = [:], people: [String: UInt64] = [:]
            for vote in file.votes {
                for (project, amount) in file.pledges(of: vote) {
                    #expect(amount.unit == .point)
                    points[project, default: 0] += amount.minor
                }
                // Naming a project counts as a vote for it, with no points too.
                for choice in vote.choices { people[choice.projectID, default: 0] += 1 }
            }
            let scored = file.projects.filter { $0.more["score"] != nil || $0.more["votes"] != nil }
            #expect(!scored.isEmpty, "\(url.lastPathComponent) gives no result to compare with")
            for project in scored {
                let name = "\(url.lastPathComponent), project \(project.id)"
                if let score = project.more["score"] { #expect("\(points[project.id] ?? 0)" == score, "\(name)") }
                if let votes = project.more["votes"] { #expect("\(people[project.id] ?? 0)" == votes, "\(name)") }
            }
        }
    }
}
