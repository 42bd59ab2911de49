extension String {
    /// How many letters have to be put in, left out or changed to make one text of another (Levenshtein 1965); nil where
    /// that is more than `most`.
    package func distance(to other: String, most: Int) -> Int? {
        let own = Array(self), theirs = Array(other)
        guard abs(own.count - theirs.count) <= most else { return nil }
        var row = Array(0...theirs.count)
        for (number, letter) in own.enumerated() {
            var diagonal = row[0]
            row[0] = number + 1
            for place in theirs.indices {
                let change = diagonal + (letter == theirs[place] ? 0 : 1)
                diagonal = row[place + 1]
                row[place + 1] = Swift.min(change, row[place] + 1, diagonal + 1)
            }
        }
        return row[theirs.count] <= most ? row[theirs.count] : nil
    }
}
