/// A moment to come that somebody names on the command line.
enum Deadline {
    /// - Throws: for no date, and for one that is past.
    static func parse(_ text: String, flag: String) throws -> UInt64 {
        let time = try ISODate.parse(text)
        guard time > Moment.now else {
            throw CommandFault(.badData, "\(flag) \(ISODate.text(time)) is past; name a time to come")
        }
        return time
    }
}
