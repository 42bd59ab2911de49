import PledgeLedger

/// Pictures of a project for pages elsewhere: a badge in a line of text, and a card to share. Each carries
/// all that it needs, and says in words what it shows.
enum ProjectPictures {
    static func badge(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        let answer = try reader.project(wish.part("id"))
        let isGone = answer.entry.listed.retractedBy != nil
        let left = isGone ? "project" : "backed", right = isGone ? "taken back" : shares(answer)
        let leftWidth = width(left), rightWidth = width(right), all = leftWidth + rightWidth
        let words = Markup.escaped(words(answer)), colour = isGone ? "#7a4300" : "#17695f"
        return picture("""
            <svg xmlns="http://www.w3.org/2000/svg" width="\(all)" height="22" role="img" aria-label="\(words)">
            <title>\(words)</title>
            <rect width="\(all)" height="22" rx="5" fill="\(colour)"/>
            <path d="M5 0H\(leftWidth)V22H5A5 5 0 0 1 0 17V5A5 5 0 0 1 5 0Z" fill="#2a3431"/>
            <g fill="#fffefb" font-family="system-ui, Verdana, sans-serif" font-size="12" text-anchor="middle">
            <text x="\(leftWidth / 2)" y="15">\(left)</text><text x="\(leftWidth + rightWidth / 2)" y="15">\(right)</text>
            </g>
            </svg>

            """)
    }

    static func card(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        let answer = try reader.project(wish.part("id"))
        let collective = Markup.escaped(try CollectiveStatus.name(of: reader.id, in: reader.store))
        let title = WrappedTitle.lines(answer.title, width: 30, lines: 3).enumerated().map { place, line in
            "<text x=\"80\" y=\"\(190 + place * 74)\" font-size=\"62\" font-weight=\"600\" font-family=\"Palatino, Georgia, serif\" fill=\"#1f2a27\">\(Markup.escaped(line))</text>"
        }
        // A longer title leaves room for fewer bars: four below one line, two below three.
        let most = 5 - title.count, top = 226 + 74 * title.count, rest = answer.asks.count - most
        let isTight = answer.asks.count >= most
        let asks = answer.asks.prefix(most).enumerated().map { place, total in
            bar(total, answer, y: top + place * (isTight ? 66 : 76), isTight)
        }
        let foot = [
            answer.entry.listed.retractedBy == nil ? nil : "taken back by its author", "\(answer.totals?.people ?? 0) pledged",
            rest > 0 ? Count.words(rest, "more ask", "more asks") : nil, "as of \(ISODate.day(reader.cutoff.time))",
        ].compactMap { $0 }.joined(separator: " · ")
        return picture("""
            <svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630" viewBox="0 0 1200 630" role="img" \
            aria-label="\(Markup.escaped(words(answer)))">
            <rect width="1200" height="630" fill="#f7f5ef"/><rect width="1200" height="14" fill="#17695f"/>
            <g font-family="system-ui, Verdana, sans-serif">
            <text x="80" y="104" font-size="30" fill="#55625e">\(collective)</text>
            \(title.joined(separator: "\n"))
            \(asks.joined(separator: "\n"))
            <text x="80" y="590" font-size="26" fill="#55625e">\(foot)</text>
            </g>
            </svg>

            """)
    }

    private static func bar(_ total: ProjectTotals.AskTotal, _ answer: ProjectAnswer, y: Int, _ isTight: Bool) -> String {
        let height = isTight ? 14 : 22
        let unit = total.ask.unit.name, width = 1_040
        let done = Int(clamping: min(ProgressBar.share(answer.reached(total), of: UInt128(total.ask.target), parts: UInt128(width)) ?? 0, UInt128(width)))
        let words = "\(AmountText.shown(answer.reached(total), unit: unit)) of \(AmountText.shown(total.ask.target, unit: unit))"
            + (total.ask.tag.isEmpty ? "" : " \(total.ask.tag)")
        return """
            <text x="80" y="\(y)" font-size="\(isTight ? 26 : 30)" fill="#1f2a27">\(Markup.escaped(words))</text>
            <rect x="80" y="\(y + 14)" width="\(width)" height="\(height)" rx="\(height / 2)" fill="#d8e8e3"/>\
            <rect x="80" y="\(y + 14)" width="\(done)" height="\(height)" rx="\(height / 2)" fill="#17695f"/>
            """
    }

    /// What a picture says, for whoever can't see it.
    private static func words(_ answer: ProjectAnswer) -> String {
        "\(answer.title)\(answer.entry.listed.retractedBy == nil ? "" : " (taken back by its author)"): \(answer.shortAsks)"
    }

    /// Asks that a badge has room for.
    private static let most = 3

    /// `20 %` of a single ask, `20 % EUR, 5 % h` of several.
    private static func shares(_ answer: ProjectAnswer) -> String {
        guard answer.asks.count > 1 else { return answer.asks.first.map { share($0, answer) } ?? "no ask" }
        let shown = answer.asks.prefix(most).map { "\(share($0, answer)) \(unit($0))" }
        let rest = answer.asks.count - shown.count
        return shown.joined(separator: ", ") + (rest > 0 ? ", \(rest) more" : "")
    }

    private static func unit(_ total: ProjectTotals.AskTotal) -> String {
        AmountUnit(canonical: total.ask.unit.name)?.words ?? SafeText.shown(total.ask.unit.name, width: 12)
    }

    private static func share(_ total: ProjectTotals.AskTotal, _ answer: ProjectAnswer) -> String {
        "\(ProgressBar.share(answer.reached(total), of: UInt128(total.ask.target), parts: 100) ?? 0) %"
    }

    /// About as wide as the text is in most fonts.
    private static func width(_ text: String) -> Int { text.count * 7 + 18 }

    private static func picture(_ text: String) -> WebAnswer {
        var answer = WebAnswer(.svg, text)
        answer.isForAll = true
        return answer
    }
}
