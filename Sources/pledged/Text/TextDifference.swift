/// What changed between two texts: line by line, and word by word within a line that was changed.
package struct TextDifference: Hashable, Sendable {
    /// A piece of the result, in the order of the text.
    package enum Piece: Hashable, Sendable {
        case same(String)
        case removed(String)
        case added(String)
        /// One line for another, by their words.
        case changed([Piece])
    }

    package let lines: [Piece]

    /// - Parameters:
    ///   - old: the earlier text.
    ///   - new: the later text.
    package init(_ old: String, _ new: String) {
        lines = Self.paired(Self.pieces(Self.split(old), Self.split(new)))
    }

    package var isEmpty: Bool {
        lines.allSatisfy { if case .same = $0 { true } else { false } }
    }

    private static func split(_ text: String) -> [String] {
        text.isEmpty ? [] : text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// Words with the spaces behind them, so that they join to the line again.
    private static func words(_ line: String) -> [String] {
        var words: [String] = [], isSpace = false
        for character in line {
            if words.isEmpty || (isSpace && !character.isWhitespace) { words.append("") }
            words[words.count - 1].append(character)
            isSpace = character.isWhitespace
        }
        return words
    }

    /// A run of removed lines with as many added ones behind it is that many changed lines.
    private static func paired(_ pieces: [Piece]) -> [Piece] {
        var result: [Piece] = [], removed: [String] = [], added: [String] = []
        func close() {
            let pairs = min(removed.count, added.count)
            for place in 0..<pairs { result.append(changed(removed[place], added[place])) }
            result += removed.dropFirst(pairs).map(Piece.removed) + added.dropFirst(pairs).map(Piece.added)
            (removed, added) = ([], [])
        }
        for piece in pieces {
            switch piece {
            case .removed(let line): removed.append(line)
            case .added(let line): added.append(line)
            default:
                close()
                result.append(piece)
            }
        }
        close()
        return result
    }

    private static func changed(_ old: String, _ new: String) -> Piece { .changed(pieces(words(old), words(new))) }

    // MARK: the longest common subsequence

    /// Cells of the table of lengths, at most: what differs more is shown as replaced. 16 MiB.
    private static let mostCells = 4 << 20

    private static func pieces(_ old: [String], _ new: [String]) -> [Piece] {
        let head = zip(old, new).prefix { $0 == $1 }.count
        let tail = zip(old.dropFirst(head).reversed(), new.dropFirst(head).reversed()).prefix { $0 == $1 }.count
        let middle = common(Array(old[head..<old.count - tail]), Array(new[head..<new.count - tail]))
        return old.prefix(head).map(Piece.same) + middle + old.suffix(tail).map(Piece.same)
    }

    private static func common(_ old: [String], _ new: [String]) -> [Piece] {
        let width = new.count + 1
        guard !old.isEmpty, !new.isEmpty, (old.count + 1) * width <= mostCells else {
            return old.map(Piece.removed) + new.map(Piece.added)
        }
        // Lengths of what the two have in common from each pair of places on.
        var length = [Int32](repeating: 0, count: (old.count + 1) * width)
        for i in old.indices.reversed() {
            for j in new.indices.reversed() {
                length[i * width + j] = old[i] == new[j] ? length[(i + 1) * width + j + 1] + 1
                    : max(length[(i + 1) * width + j], length[i * width + j + 1])
            }
        }
        var pieces: [Piece] = [], i = 0, j = 0
        while i < old.count, j < new.count {
            if old[i] == new[j] {
                pieces.append(.same(old[i]))
                (i, j) = (i + 1, j + 1)
            } else if length[(i + 1) * width + j] >= length[i * width + j + 1] {
                pieces.append(.removed(old[i]))
                i += 1
            } else {
                pieces.append(.added(new[j]))
                j += 1
            }
        }
        return pieces + old[i...].map(Piece.removed) + new[j...].map(Piece.added)
    }
}
