/// A title on a few short lines.
enum WrappedTitle {
    /// At most `lines` lines of `width` columns; what does not fit ends in `…`. Long words are cut.
    static func lines(_ title: String, width: Int, lines most: Int) -> [String] {
        var lines: [String] = []
        var rest = title.split(whereSeparator: \.isWhitespace).flatMap { cut($0, width) }[...]
        while !rest.isEmpty, lines.count < most {
            var line = rest.removeFirst()
            while let word = rest.first, DisplayWidth.of(line) + 1 + DisplayWidth.of(word) <= width {
                line += " " + rest.removeFirst()
            }
            lines.append(line)
        }
        if !rest.isEmpty, let last = lines.last { lines[lines.count - 1] = DisplayWidth.fitted(last, to: width, isCut: true) }
        return lines.isEmpty ? [""] : lines
    }

    private static func cut(_ word: Substring, _ width: Int) -> [String] {
        var parts: [String] = [], part = "", used = 0
        for character in word {
            let columns = DisplayWidth.of(String(character))
            if used + columns > width, !part.isEmpty {
                parts.append(part)
                (part, used) = ("", 0)
            }
            part.append(character)
            used += columns
        }
        return parts + [part]
    }
}
