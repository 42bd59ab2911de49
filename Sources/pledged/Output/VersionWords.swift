import PledgeLedger

/// Where a project stands among its versions, for people.
enum VersionWords {
    /// For a list; empty where it simply counts.
    static func remark(_ place: VersionPlace) -> String {
        switch place {
        case .only, .current: ""
        case .superseded(let current): "superseded by \(current.short)"
        case .uncounted: "not accepted"
        }
    }

    /// For programs; nil where it has no other version.
    static func json(_ place: VersionPlace) -> JSON? {
        switch place {
        case .only: nil
        case .current: "current"
        case .superseded: "superseded"
        case .uncounted: "not accepted"
        }
    }

    /// For somebody who is about to promise something to it; nil where nothing speaks against it.
    static func doubt(_ place: VersionPlace, _ details: Details) throws -> String? {
        switch place {
        case .only, .current: return nil
        case .superseded(let current):
            return "this version has been superseded; what counts now is \(try details.title(of: current))."
        case .uncounted(let current):
            let instead = try current.map { "; what counts now is \(try details.title(of: $0))" } ?? ""
            return "nobody who looks after an accepted version that this one revises has accepted it\(instead)."
        }
    }
}
