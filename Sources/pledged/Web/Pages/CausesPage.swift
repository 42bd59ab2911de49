import PledgeLedger

/// Causes: the map, what lies deepest, vicious circles, and who says so.
enum CausesPage {
    private static let ranks = 20
    /// Problems of one part of the list.
    private static let problems = 60

    static func make(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        let maker = PageMaker(reader, wish), roots = try reader.roots()
        let answer = RootsAnswer(roots, reader.details, limit: ranks)
        let diagram = try CauseDiagram(answer) { maker.href($0, .problem) }
        let ranking: [Model] = try roots.ranking.prefix(ranks).map { standing in
            [
                "href": maker.href(standing.problem, .problem), "title": try answer.shortTitle(standing.problem, width: 120),
                "weight": answer.percent(of: standing.problem), "circle": answer.circle(of: standing.problem).map { "\($0)" } ?? false as Any,
                "remark": PageMaker.known(try answer.mark(of: standing.problem)),
            ]
        }
        let circles: [Model] = try roots.circles.prefix(9).enumerated().map {
            ["number": $0 + 1, "problems": try $1.prefix(12).map(maker.link)]
        }
        let claims = try loudest(answer, maker), list = try AskedList(wish, reader)
        let page = try reader.store.pageOfDefinitions(.problem, in: reader.id, at: reader.cutoff, after: list.after, limit: problems)
        let every = try problems(page.ids, roots, maker)
        return try maker.page("causes", "Causes", in: "Causes", [
            "hasMap": !diagram.nodes.isEmpty, "map": CauseSVG(diagram, note: ViewNote.words(reader.cutoff), within: true).text,
            "roots": ranking, "hasRoots": !ranking.isEmpty, "weakness": RootsAnswer.weakness,
            "circles": circles, "hasCircles": !circles.isEmpty, "claims": claims, "hasClaims": !claims.isEmpty,
            "suffix": maker.suffix, "problems": every, "hasProblems": !every.isEmpty,
            "next": maker.next("/causes", list.cursor(page.next)), "back": maker.back("/causes", list),
        ])
    }

    /// Problems by their titles, with a word where they are on no map yet, and the one that they count as where they
    /// repeat it; what was taken back is left out.
    private static func problems(_ ids: [EntryID], _ roots: RootCauses, _ maker: PageMaker) throws -> [Model] {
        let linked = Set(roots.edges.flatMap { [$0.cause, $0.effect] } + roots.problems.filter { $0.start > 0 }.map(\.problem))
        let same = try maker.reader.sameProblems()
        return try maker.reader.entries(ids).filter { $0.listed.retractedBy == nil }.map { answer in
            let id = answer.listed.id, counted = same[id].flatMap { $0 == id ? nil : $0 }
            let isAlone = counted == nil && !linked.contains(id)
            let remark = [answer.remark, isAlone ? "nobody has linked it, or said that it affects them" : ""]
            return try maker.link(id).merging([
                "author": maker.person(answer.listed.author), "remark": PageMaker.known(remark.filter { !$0.isEmpty }.joined(separator: ", ")),
                "repeats": try counted.map(maker.link) ?? false as Any,
            ]) { $1 }
        }
    }

    /// The claims with the most voices.
    private static func loudest(_ answer: RootsAnswer, _ maker: PageMaker) throws -> [Model] {
        let sorted = answer.roots.edges.sorted {
            ($1.inFavour + $1.against, $0.effect, $0.cause) < ($0.inFavour + $0.against, $1.effect, $1.cause)
        }
        return try sorted.prefix(PageMaker.rows).map { edge in
            [
                "cause": try maker.link(edge.cause), "effect": try maker.link(edge.effect),
                "inFavour": RootsAnswer.voices(edge.inFavour), "against": RootsAnswer.voices(edge.against),
                "carried": answer.percent(carriedBy: edge),
            ]
        }
    }

    /// The map by itself, for other pages and for print.
    static func map(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        let answer = RootsAnswer(try reader.roots(), reader.details, limit: ranks)
        var map = WebAnswer(.svg, CauseSVG(try CauseDiagram(answer), name: try reader.store.name(of: reader.id), note: ViewNote.words(reader.cutoff)).text)
        map.isForAll = true
        return map
    }
}
