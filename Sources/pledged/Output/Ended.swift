/// Ends a command with an exit code when everything was said already.
struct Ended: Error {
    let ending: Ending

    init(_ ending: Ending) { self.ending = ending }

    /// Somebody would rather not sign; they are told that nothing was.
    static func unsigned() -> Ended {
        Output.note("Nothing was signed.")
        return Ended(.notNow)
    }
}
