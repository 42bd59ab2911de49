/// Ends a command with an exit code when everything was said already.
struct Ended: Error {
    let ending: Ending

    init(_ ending: Ending) { self.ending = ending }
}
