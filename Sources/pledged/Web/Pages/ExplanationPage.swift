import PledgeLedger

/// Where each number of a project comes from, as `pledged explain` says it, with links.
enum ExplanationPage {
    static func make(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        let maker = PageMaker(reader, wish), project = try reader.entry(wish.part("id"), .project)
        let command = command(project.id, reader)
        let answer = try StatesExplanation(of: project.id, most: PageMaker.rows, command: command, reader.details, at: reader.cutoff)
        let lines = try answer?.lines() ?? UncountedEntry(project, reader.details, at: reader.cutoff).lines()
        return try maker.page("explanation", "Where each number comes from", in: "Home", [
            "project": try maker.link(project.id), "lines": try lines.map { try line($0, maker) }, "command": command, "isCut": answer?.isCut ?? false,
            "json": answer == nil ? false as Any : "/v1/projects/\(project.id.hex)/explanation\(maker.suffix)",
        ])
    }

    /// What prints the same of the same collective and moment.
    private static func command(_ project: EntryID, _ reader: LedgerReader) -> String {
        let isUsual = (try? reader.site.identified(nil)) == reader.id
        return "pledged explain \(project.short)" + (isUsual ? "" : " --collective \(reader.id.short)")
            + (reader.isPast ? " --at \(ISODate.stamp(reader.cutoff.time))" : "")
    }

    /// One line as deep as it is indented, each id in it a link.
    private static func line(_ line: String, _ maker: PageMaker) throws -> Model {
        let text = line.drop { $0 == " " }, depth = min((line.count - text.count) / 2, deepest)
        var parts: [Model] = [], rest = text
        while let match = rest.firstMatch(of: /\b[0-9a-f]{12}\b/) {
            parts.append(["text": String(rest[..<match.range.lowerBound]), "href": false])
            parts.append(["text": String(match.0), "href": try href(String(match.0), maker) ?? false as Any])
            rest = rest[match.range.upperBound...]
        }
        return ["parts": parts + [["text": String(rest), "href": false]], "depth": depth]
    }

    private static let deepest = 3

    /// Where an entry of that short id is shown; nil where there is none: a name may look like one.
    private static func href(_ short: String, _ maker: PageMaker) throws -> String? {
        guard let prefix = IDPrefix(short) else { return nil }
        let ids = try maker.reader.store.find(prefix, in: maker.reader.id).compactMap { finding in
            if case .entry(let id) = finding { id } else { nil as EntryID? }
        }
        guard ids.count == 1, let held = try maker.reader.store.entry(ids[0], in: maker.reader.id) else { return nil }
        return maker.href(ids[0], held.entry.reading.kind)
    }
}
