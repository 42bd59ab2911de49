import PledgeLedger

/// Puts verified items of one channel into the store and tells what became of each.
struct Committing {
    let store: Store
    let collective: CollectiveID

    /// Entries that follow each other go into one transaction.
    func commit(_ group: [(ticket: Ticket, item: Prepared)]) throws -> [(Ticket, Outcome)] {
        let offers = group.flatMap { item -> [Offer] in
            if case .entries(let offers, _, _) = item.item { offers } else { [] }
        }
        var taken = (offers.isEmpty ? [] : try store.take(offers, into: collective))[...]
        return try group.map { ticket, item in
            switch item {
            case .entries(let offers, let duplicates, let refused):
                defer { taken = taken.dropFirst(offers.count) }
                var outcome = Outcome(duplicates: duplicates, refused: refused)
                for (offer, taken) in zip(offers, taken) { outcome.note(taken, offer.entry.entry) }
                return (ticket, outcome)
            case .proof(let proof): return (ticket, Outcome(accepted: try store.take(proof) ? 1 : 0))
            case .fetched(let entry): return (ticket, try take(entry))
            case .text(let text, let id):
                let wanted = try store.takeText(text, of: id, into: collective)
                return (ticket, Outcome(accepted: wanted ? 1 : 0, refused: wanted ? nil : .notWanted))
            case .refused(let refusal): return (ticket, Outcome(refused: refusal))
            }
        }
    }

    /// A charter, a definition, an entry past a fork or an erasure that was asked for by id.
    private func take(_ entry: VerifiedEntry) throws -> Outcome {
        if entry.entry.id == collective {
            do {
                return Outcome(accepted: try store.takeCharter(entry, text: nil) ? 1 : 0)
            } catch StoreFault.charter {
                // Authentic, and not for this program: perhaps of later rules.
                return Outcome(refused: .notWanted)
            }
        }
        guard entry.entry.collective == collective else { return Outcome(refused: .wrongCollective) }
        return try store.takeWanted(entry, into: collective) ? Outcome(accepted: 1) : Outcome(refused: .notWanted)
    }
}

extension Outcome {
    mutating func note(_ taken: Taken, _ entry: Entry) {
        switch taken {
        case .verdict(.accepted), .verdict(.fork): accepted += 1
        case .verdict(.duplicate): duplicates += 1
        case .verdict(.gap(let after)): gap = gap ?? Spot(author: entry.author, seq: after)
        case .verdict(.loose): loose = loose ?? Spot(author: entry.author, seq: entry.seq)
        case .verdict(.pastStop): refused = refused ?? .pastStop
        case .verdict(.refused), .full: refused = refused ?? .quota
        case .wrongCollective: refused = .wrongCollective
        case .waitingRoomFull: refused = refused ?? .waitingRoomFull
        }
    }
}
