import PledgeLedger

/// How this node stands beside a peer in one collective, as far as the peer has told.
package struct ChannelStanding: Hashable, Sendable {
    /// The roots are equal, or were when they were last compared, and only pushes have changed them since.
    package var isInStep: Bool
    /// Entries that the peer says it holds beyond those held here; 0 in step.
    package var lacking: UInt64
    /// When roots were first found to differ since they were last equal on this link; nil in step, and before
    /// they were compared.
    package var apartSince: Moment?
    /// When an entry of use last came from the peer on this link.
    package var cameLast: Moment?

    package init(isInStep: Bool, lacking: UInt64, apartSince: Moment?, cameLast: Moment?) {
        self.isInStep = isInStep
        self.lacking = lacking
        self.apartSince = apartSince
        self.cameLast = cameLast
    }
}

extension GossipCore {
    /// Nil where there is no such channel.
    package func standing(of channel: Channel) -> ChannelStanding? {
        guard let state = self[channel]?.value, let domain = domains[channel.collective] else { return nil }
        let theirs = state.theirRoots
        // A comparison that somebody asks for begins anew, and makes equal roots no other; datagrams that tell of others do.
        let isInStep = state.isInStep || domain.charterHeld && state.apartSince == nil && theirs?.root == domain.root
        let claimed = isInStep ? 0 : theirs?.entries ?? 0, held = domain.entries
        return ChannelStanding(
            isInStep: isInStep, lacking: claimed - min(claimed, held), apartSince: isInStep ? nil : state.apartSince,
            cameLast: state.cameLast)
    }
}
