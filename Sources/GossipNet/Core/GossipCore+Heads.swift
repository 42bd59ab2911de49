import PledgeLedger

// Comparing heads of single feeds.
extension GossipCore {
    mutating func receiveHeads(_ notes: [Frame.HeadNote], walk: UInt32, on channel: Channel) {
        charge(channel.link)
        guard let domain = domains[channel.collective], domain.charterHeld, self[channel] != nil else { return }
        var answer: [Frame.HeadNote] = []
        let takes = mayTake(channel)
        for note in notes {
            let head = domain.head(of: note.author)
            // What the peer says now counts, also when a proof that was sent to it came to nothing.
            self[channel]?.known.set(note.author, stop: note.stop, fork: note.fork)
            if let head {
                compare(head, note, takes: takes, on: channel, &answer)
            } else {
                if note.depth > 0, let own = domain.tree.leaf(under: place(of: note)) { answer.append(.init(own)) }
                if takes { self[channel]?.intake.want(.init(author: note.author, after: 0)) }
            }
        }
        if !takes { self[channel]?.mustCompare = true }
        tell(answer, on: channel)
        pumpNeeds(channel)
        acknowledge(walk, on: channel)
    }

    private func place(of note: Frame.HeadNote) -> TreePath {
        TreePath(FrontierTree.key(of: note.author), count: Int(note.depth))
    }

    /// Whether entries are taken in on this channel: not while another link's comparison does, nor beside a
    /// first sync that is shared, nor before what links brought that are gone is stored.
    func mayTake(_ channel: Channel) -> Bool {
        guard let domain = domains[channel.collective] else { return false }
        return domain.shares == nil && domain.orphans == 0
            && (domain.intake == nil || domain.intake == channel.link)
    }

    /// One feed that both have. The side behind asks; a side ahead says so; the lower fork's proof is
    /// sent; and where two histories are equally long, the place where they part is looked for.
    private mutating func compare(
        _ own: Head, _ theirs: Frame.HeadNote, takes: Bool, on channel: Channel, _ answer: inout [Frame.HeadNote]
    ) {
        var tellsOwn = false
        if own.fork != theirs.fork {
            if own.fork != 0, theirs.fork == 0 || own.fork < theirs.fork {
                sendProof(own.author, own.fork, on: channel)
            } else {
                tellsOwn = true
            }
        }
        if own.stop < theirs.stop {
            // A feed forked here at its next place has no more that counts, unless witnesses covered more.
            let isOpen = own.fork == 0 || own.stop + 1 < own.fork || theirs.fork != 0 && theirs.stop >= theirs.fork
            if isOpen && takes { self[channel]?.intake.want(.init(author: own.author, after: own.stop)) }
        } else if own.stop > theirs.stop {
            tellsOwn = tellsOwn || theirs.fork == 0 || theirs.stop + 1 < theirs.fork || own.fork != 0 && own.stop >= own.fork
        } else if own.id != theirs.id, !theirs.id.isZero {
            search(own.author, high: own.stop, on: channel)
        }
        guard tellsOwn else { return }
        var note = Frame.HeadNote(own)
        // That there is more is all that the peer has to know in order to ask.
        if own.stop > theirs.stop { note.id = .zero }
        answer.append(note)
    }

    /// Has the fork proof sent, unless the peer is known to have it and does not ask for it.
    mutating func sendProof(_ author: PublicKey, _ fork: UInt64, isAskedFor: Bool = false, on channel: Channel) {
        guard let known = self[channel]?.known[author].fork, isAskedFor || known == 0 || known > fork else { return }
        if isAskedFor { charge(channel.link) }
        self[channel]?.known.note(author, fork: fork)
        out.append(.serveProof(channel, author: author))
    }

    mutating func receiveMissing(_ frame: Frame.Missing, on channel: Channel) {
        charge(channel.link)
        guard let domain = domains[channel.collective], domain.charterHeld, self[channel] != nil else { return }
        if mayTake(channel) {
            // What came from elsewhere meanwhile is left to the next comparison.
            for path in frame.paths where domain.tree.count(under: path) == 0 { self[channel]?.intake.want(path) }
        } else {
            self[channel]?.mustCompare = true
        }
        pumpNeeds(channel)
        acknowledge(frame.walk, on: channel)
    }

    /// Heads or missing places of a walk are worked through.
    private mutating func acknowledge(_ walk: UInt32, on channel: Channel) {
        guard walk > 0, self[channel]?.walk?.number == walk - 1 else { return }
        noteProgress(channel)
        self[channel]?.walk?.noteReceived()
        pumpWalk(channel)
        settle(channel)
    }
}
