import PledgeLedger

/// What a fork leaves of somebody's feed, for people.
enum ForkWords {
    /// Empty where the feed has none.
    static func remark(_ head: Head) -> String {
        guard head.fork > 0 else { return "" }
        let fork = "told two stories at place \(head.fork)"
        return head.stop < head.fork ? "\(fork): nothing from there on counts"
            : "\(fork): a quorum of witnesses had covered up to place \(head.stop), and nothing after that counts"
    }
}
