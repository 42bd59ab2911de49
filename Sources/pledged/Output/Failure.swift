import Foundation
import GossipNet
import PledgeLedger

/// What a command ends with when it fails: the one place that gives every error its exit code.
struct Failure: Sendable {
    let ending: Ending
    /// One line for standard error, without the program's name.
    let line: String

    /// Nil for errors of the argument parser, which knows its own.
    init?(_ error: any Error) {
        switch error {
        case let fault as CommandFault: self.init(fault.ending, fault)
        case let fault as HomeFault: self.init(Self.ending(fault), fault)
        case let fault as WordingFault: self.init(.badData, fault)
        case let fault as TextFault: self.init(.badData, fault)
        case let fault as StoreFault: self.init(Self.ending(fault), fault)
        case let fault as SignFault: self.init(Self.ending(fault), fault)
        case let fault as EntryFault: self.init(.badData, fault)
        case let fault as VoidReason: self.init(.badData, fault)
        case let fault as CharterFault: self.init(.badData, fault)
        case let fault as ForkProofFault: self.init(.badData, fault)
        case let fault as BundleFault: self.init(Self.ending(fault), fault)
        case let fault as BackupFault: self.init(Self.ending(fault), fault)
        case let fault as NoteFault: self.init(.badData, fault)
        case let fault as ProofFault: self.init(.badData, fault)
        case let fault as CheckpointFault: self.init(Self.ending(fault), fault)
        case let fault as WitnessFault: self.init(.notAllowed, fault)
        case let fault as PabulibFault: self.init(.badData, fault)
        case let fault as BindFault: self.init(.notNow, fault)
        case let fault as SecureFault: self.init(.notNow, fault)
        case let fault as SodiumFault: self.init(.notNow, fault)
        default: return nil
        }
    }

    private init(_ ending: Ending, _ fault: some CustomStringConvertible) {
        self.ending = ending
        // A message may quote a path or a name with a line break in it.
        line = SafeText.shown(fault.description)
    }

    private static func ending(_ fault: HomeFault) -> Ending {
        switch fault {
        case .missing, .keyMissing, .nodeKeyMissing: .missing
        case .exists, .keyLost, .notMade: .exists
        case .readableByOthers, .notOwned, .isLink, .notAllowed: .notAllowed
        case .notAFolder, .damaged: .badData
        case .io: .notNow
        }
    }

    private static func ending(_ fault: StoreFault) -> Ending {
        switch fault {
        case .notOurs, .newer, .damaged, .charter: .badData
        case .missing, .noCollective: .missing
        case .readOnly: .notAllowed
        case .full, .older, .busy, .io: .notNow
        case .secretDiffers: .exists
        }
    }

    private static func ending(_ fault: CheckpointFault) -> Ending {
        switch fault {
        case .incomplete, .otherRoot: .notNow
        case .doesNotCount: .missing
        case .tooLong: .notAllowed
        }
    }

    private static func ending(_ fault: BundleFault) -> Ending {
        switch fault {
        case .flaw, .notAFile: .badData
        case .system(_, ENOENT): .missing
        case .system(_, EACCES), .system(_, EPERM), .system(_, EROFS): .notAllowed
        case .system, .noCharter: .notNow
        case .exists: .exists
        }
    }

    private static func ending(_ fault: BackupFault) -> Ending {
        switch fault {
        case .unreadable, .noFolder(_, ENOENT): .missing
        case .noFolder: .notAllowed
        case .notABackup, .damaged: .badData
        case .exists, .newer, .presentUnreadable: .exists
        }
    }

    private static func ending(_ fault: SignFault) -> Ending {
        switch fault {
        case .forked, .notTaken(.waitingRoomFull), .notTaken(.verdict(.refused)): .notAllowed
        case .damagedMark: .badData
        case .clockBehind, .clockOff, .unconfirmed, .notTaken, .notStored: .notNow
        }
    }

    /// The argument parser's complaint on one line, with where to read more.
    static func usage(message: String, full: String) -> String {
        let complaint = plain(SafeText.shown(message.trimmingSuffix { $0.isNewline }))
        let help = full.split(separator: "\n").compactMap { $0.firstMatch(of: /See '(.+)' for more information/)?.1 }
        let end = complaint.last.map { ".!?".contains($0) } ?? false
        return "\(complaint)\(end ? "" : ";") see `\(help.last ?? "pledged --help")`"
    }
}

extension Failure {
    /// What can't be read as a number, said as other faults are: every option that is no text takes a whole number.
    private static func plain(_ complaint: String) -> String {
        guard let match = complaint.wholeMatch(of: /The value '(.*)' is invalid for '(-[^ ']+)[^']*'/) else { return complaint }
        let shown = SafeText.quoted(String(match.1)), option = String(match.2)
        guard match.1.wholeMatch(of: /[-+]?[0-9]+/) != nil else { return "\(shown) is nothing that \(option) takes; write a whole number, such as 5" }
        return "\(shown) is out of range; \(option) takes \(ranges[option] ?? "numbers such as 100")"
    }

    /// What options take that read a number of so many bits; their commands hold smaller ones to the same.
    private static let ranges = [
        "--value": "-10^15 to 10^15", "--min-people": "1 to 1000000", "--ask": "the number of one of the project's asks",
        "--level": "1, 2 or 3", "--strength": "1, 2 or 3", "--vouches-needed": "1 to the number of founders",
        "--round-cap": "1 to 10^15", "--round-step": "1 to 10^15", "--max-entries": "1 to 10000000",
        "--max-bytes": "8192 to 1099511627776 (2^40)", "--seed": "0 to 18446744073709551615",
    ]
}

extension String {
    fileprivate func trimmingSuffix(_ isTrimmed: (Character) -> Bool) -> String {
        var text = self[...]
        while let last = text.last, isTrimmed(last) { text.removeLast() }
        return String(text)
    }
}
