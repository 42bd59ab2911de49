/// A piece of an answer: a line of words or a table, for a terminal or a page.
enum Block {
    case words(String)
    case table(Table)

    /// For a terminal.
    var lines: [String] {
        switch self {
        case .words(let words): [words]
        case .table(let table): table.lines()
        }
    }
}

extension [Block] {
    var lines: [String] { flatMap(\.lines) }
}
