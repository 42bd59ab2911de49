/// Everything that can be asked for.
enum Routes {
    static let all: [Route] = pages + pictures + files + node + lists + things

    private static let view: [Route.Parameter] = [.collective, .at]
    private static let part: [Route.Parameter] = [.collective, .at, .cursor, .limit]

    private static let pages: [Route] = [
        page("/", "Projects, what changed lately, and how the node is.", view + [.cursor], HomePage.make),
        page("/projects/{id}", "A project.", view, ProjectPage.make),
        page("/projects/{id}/explanation", "Which pledges make up each number of a project.", view, ExplanationPage.make),
        page("/causes", "The map of causes, what lies deepest, and every problem.", view + [.cursor], CausesPage.make),
        page("/problems/{id}", "A problem, and where its weight came from.", view, EntryPage.problem),
        page("/members", "Members, and who vouched for them.", view + [.cursor], MembersPage.make),
        page("/members/{key}", "A member.", view, MembersPage.one),
        page("/rounds", "Shared pools and how they are split.", view + [.cursor], RoundsPage.make),
        page("/rounds/{id}", "A round, with every term of its split.", view, EntryPage.round),
        page("/audit", "How to check this node's copy.", view, AuditPage.make),
        page("/network", "The node, and whom it is linked with.", view, NetworkPage.make),
        page("/entries/{id}", "Any entry.", view, EntryPage.make),
    ]

    private static let pictures: [Route] = [
        Route(.get, "/causes.svg", "The map of causes by itself.", view, .svg, .read(CausesPage.map)),
        Route(.get, "/projects/{id}/badge.svg", "A project's progress as a badge.", view, .svg, .read(ProjectPictures.badge)),
        Route(.get, "/projects/{id}/card.svg", "A project as a card to share.", view, .svg, .read(ProjectPictures.card)),
    ]

    private static let files: [Route] = [
        Route(.get, "/assets/page.css", "The pages' style.", [], .css, .fixed { _ in Assets.answer(.css, Assets.style) }),
        Route(.get, "/assets/live.js", "What shows changes as they come.", [], .script, .fixed { _ in Assets.answer(.script, Assets.script) }),
        Route(.get, "/assets/icon.svg", "The pages' icon.", [], .svg, .fixed { _ in Assets.answer(.svg, Assets.icon) }),
    ]

    private static let node: [Route] = [
        Route(.get, "/health", "How the node is, in a word.", schema: "Health", .live(NodeAnswers.health)),
        Route(.get, "/metrics", "Figures in Prometheus' text exposition format.", [], .metrics, .live(NodeAnswers.metrics)),
        Route(.get, "/v1/openapi.json", "This document.", schema: "Document", .fixed { _ in
            Assets.answer(.json, Array(APIDocument.text.utf8))
        }),
        Route(.get, "/v1/status", "The node, its collectives and its links.", schema: "Status", .live(NodeAnswers.status)),
        Route(.get, "/v1/events", "Changes as they come, as server-sent events.", [.collective], .events, .events),
        Route(.get, "/v1/bundle", "A whole collective as one file, for audits.", [.collective], .bytes, .bundle),
        Route(.post, "/v1/entries", "Takes signed entries, as from a peer.", schema: "Posted", .post),
    ]

    private static let lists: [Route] = [
        list("/v1/projects", "Projects with their totals, latest claimed time first.", part, "Projects", API.projects),
        list("/v1/rounds", "Rounds, latest claimed time first.", part, "Entries", API.definitions(.round)),
        list("/v1/problems", "Problems, latest claimed time first.", part, "Entries", API.definitions(.problem)),
        list("/v1/causes", "Claims that one problem brings about another.", part, "Entries", API.mentions(.cause)),
        list("/v1/pledges", "Pledges.", part + [.project], "Entries", API.pledges),
        list("/v1/settlements", "What both sides say became of pledges.", part + [.pledge], "Entries", API.mentions(.settle, .pledge)),
        list("/v1/reports", "What came of projects.", part + [.project], "Entries", API.mentions(.report, .project)),
        list("/v1/members", "Members, the nearest to the founders first.", part, "Members", API.members),
        list("/v1/entries", "Every entry with its bytes, feed by feed.", [.collective, .cursor, .limit, .author], "Entries", API.entries),
        list("/v1/recent", "What members said last, latest claimed time first, and who said something that waits.", [.collective, .limit], "Recent", API.recent),
        list("/v1/forks", "Proofs that a key signed two stories.", [.collective, .cursor, .limit], "Forks", API.forks),
        list("/v1/checkpoints", "Checkpoints that this node holds, latest first.", [.collective], "Checkpoints", API.checkpoints),
        list("/v1/roots", "What lies deepest.", view + [.limit], "Roots", API.roots),
        list("/v1/rally", "Where the next gift reaches deepest.", view + [.limit], "Rally", API.rally),
    ]

    private static let things: [Route] = [
        thing("/v1/projects/{id}", "A project with its totals and how far its promises have come.", "Project", API.project),
        thing("/v1/projects/{id}/explanation", "Which pledges make up each number of a project.", "Explanation", API.explanation),
        thing("/v1/projects/{id}/history", "A project's versions, and which of them counts.", "History", API.history),
        thing("/v1/rounds/{id}", "A round with its split.", "Entry", API.round),
        thing("/v1/problems/{id}", "A problem with where its weight came from.", "Entry", API.problem),
        thing("/v1/entries/{id}", "Any entry with its bytes and all that is known of it.", "Entry", API.entry),
        thing("/v1/members/{key}", "A key: what it calls itself, who stands behind it, its record.", "Member", API.member),
        thing("/v1/members/{key}/chains", "The vouches between a member and the founders.", "Chains", API.chains),
        list("/v1/heads/{key}", "Where a feed ends: what its author's next entry has to build on.", [.collective], "Head", API.head),
        Route(.get, "/v1/checkpoint", "The latest checkpoint, as a signed note.", [.collective], .text, .read(API.checkpoint)),
        list("/v1/audit", "How this node's copy stands.", [.collective], "Audit", API.audit),
    ]

    private typealias Read = @Sendable (LedgerReader, WebRequest) throws -> WebAnswer

    private static func page(_ path: String, _ words: String, _ parameters: [Route.Parameter], _ make: @escaping Read) -> Route {
        Route(.get, path, words, parameters, .html, .read(make))
    }

    private static func list(
        _ path: String, _ words: String, _ parameters: [Route.Parameter], _ schema: String, _ make: @escaping Read
    ) -> Route {
        Route(.get, path, words, parameters, schema: schema, .read(make))
    }

    private static func thing(_ path: String, _ words: String, _ schema: String, _ make: @escaping Read) -> Route {
        Route(.get, path, words, view, schema: schema, .read(make))
    }
}
