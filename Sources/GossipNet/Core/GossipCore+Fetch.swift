import PledgeLedger

// Things asked for by id: the charter, definitions, erasures, texts.
extension GossipCore {
    mutating func setWanted(_ id: CollectiveID, definitions: [EntryID], texts: [EntryID]) {
        guard let domain = domains[id] else { return }
        var wants = definitions.map { FetchItem(id: $0, texts: false) } + texts.map { FetchItem(id: $0, texts: true) }
        if wants.count > Limits.wanted { wants.removeLast(wants.count - Limits.wanted) }
        if !domain.charterHeld { wants.append(FetchItem(id: id, texts: false)) }
        wants.sort()
        domains[id]?.wants = wants
        assignFetches(id)
    }

    /// Asks peers that were not asked yet, each thing of one peer at a time.
    mutating func assignFetches(_ id: CollectiveID) {
        guard let domain = domains[id], !domain.wants.isEmpty || domain.hasQueuedFetches else { return }
        let channels = channels(of: id)
        for channel in channels {
            guard let state = self[channel] else { continue }
            var batch = Array(state.fetchQueue.prefix(max(0, Limits.fetchesOpen - state.fetching.count)))
            self[channel]?.fetchQueue.removeFirst(batch.count)
            for want in domain.wants where state.fetching.count + batch.count < Limits.fetchesOpen {
                guard !state.fetchTried.contains(want), !batch.contains(want) else { continue }
                let isAsked = channels.contains { self[$0]?.fetching.contains(want) == true }
                if !isAsked { batch.append(want) }
            }
            ask(batch, on: channel)
        }
        let isQueued = hasQueuedFetches(id)
        domains[id]?.hasQueuedFetches = isQueued
        if !domain.wants.isEmpty, nextFetchRound == nil {
            let round = now.adding(fetchPatience(id))
            nextFetchRound = round
            arm(round)
        }
    }

    private func hasQueuedFetches(_ id: CollectiveID) -> Bool {
        links.inOrder.contains { $0.value.channels[id]?.value.fetchQueue.isEmpty == false }
    }

    private mutating func ask(_ items: [FetchItem], on channel: Channel) {
        guard !items.isEmpty else { return }
        self[channel]?.fetching.append(contentsOf: items)
        let now = self.now
        self[channel]?.fetchBegan = now
        for texts in [false, true] {
            let ids = items.filter { $0.texts == texts }.map(\.id)
            if !ids.isEmpty { send(channel, .fetch(.init(collective: channel.number, ids: ids, texts: texts))) }
        }
    }

    mutating func receiveFetched(_ frame: Frame.Fetched, on channel: Channel) {
        let item = FetchItem(id: frame.id, texts: frame.texts)
        guard let index = self[channel]?.fetching.firstIndex(of: item) else { return charge(channel.link) }
        switch frame.content {
        case .nothing:
            self[channel]?.fetching.remove(at: index)
            tried(item, channel)
            assignFetches(channel.collective)
        case .entry(let bytes):
            let ticket = uses.draw(.fetched(channel, item))
            out.append(.takeFetched(channel, ticket, frame.id, entry: bytes, text: nil))
        case .text(let bytes):
            let ticket = uses.draw(.fetched(channel, item))
            out.append(.takeFetched(channel, ticket, frame.id, entry: nil, text: bytes))
        }
    }

    mutating func fetchedStored(_ item: FetchItem, _ outcome: Outcome, on channel: Channel) {
        self[channel]?.fetching.removeAll { $0 == item }
        if outcome.accepted > 0 || outcome.duplicates > 0 {
            domains[channel.collective]?.wants.removeAll { $0 == item }
        } else {
            tried(item, channel)
        }
        assignFetches(channel.collective)
    }

    private mutating func tried(_ item: FetchItem, _ channel: Channel) {
        if self[channel].map({ $0.fetchTried.count >= Limits.wanted }) == true { self[channel]?.fetchTried = [] }
        self[channel]?.fetchTried.insert(item)
    }

    /// Standalone erasures: when the two sides' differ, each tells its own, once.
    mutating func compareExtras(_ channel: Channel) {
        guard let state = self[channel], let domain = domains[channel.collective], let digest = domain.extrasDigest,
            state.theirRoots?.extras != digest, state.sentExtras != digest
        else { return }
        self[channel]?.sentExtras = digest
        var ids = domain.extras[...]
        while !ids.isEmpty {
            let some = ids.prefix(Limits.extrasInFrame)
            ids = ids.dropFirst(some.count)
            send(channel, .extras(.init(collective: channel.number, ids: Array(some))))
        }
    }

    mutating func receiveExtras(_ frame: Frame.Extras, on channel: Channel) {
        charge(channel.link)
        guard let domain = domains[channel.collective], domain.charterHeld, let state = self[channel] else { return }
        var room = Limits.extras - domain.extras.count - state.fetchQueue.count
        for id in frame.ids where room > 0 && !domain.value.holds(extra: id) {
            let item = FetchItem(id: id, texts: false)
            guard !state.fetchQueue.contains(item), !state.fetching.contains(item), !state.fetchTried.contains(item)
            else { continue }
            self[channel]?.fetchQueue.append(item)
            domains[channel.collective]?.hasQueuedFetches = true
            room -= 1
        }
        assignFetches(channel.collective)
    }

    /// From time to time what nobody had, or did not answer, is asked for again.
    mutating func runFetchRound() {
        guard let round = nextFetchRound else { return }
        guard round <= now else { return arm(round) }
        nextFetchRound = nil
        for collective in domains.keys {
            let channels = channels(of: collective)
            for channel in channels { giveUpFetches(channel) }
            retryFetches(collective, channels)
            assignFetches(collective)
        }
    }

    /// What a peer does not answer counts as tried, so that another one is asked.
    private mutating func giveUpFetches(_ channel: Channel) {
        guard let state = self[channel], now.since(state.fetchBegan) >= fetchPatience(channel.collective) else { return }
        self[channel]?.fetching = []
        for item in state.fetching { tried(item, channel) }
    }

    /// Once everybody was asked in vain, everybody is asked again.
    private mutating func retryFetches(_ id: CollectiveID, _ channels: [Channel]) {
        let wants = domains[id]?.wants ?? []
        let isOver = channels.allSatisfy { channel in
            guard let state = self[channel] else { return true }
            return wants.allSatisfy { state.fetchTried.contains($0) || state.fetching.contains($0) }
        }
        guard isOver else { return }
        for channel in channels { self[channel]?.fetchTried = [] }
    }

    /// Without the charter a node can do nothing, so that it waits less long for it.
    private func fetchPatience(_ id: CollectiveID) -> UInt64 {
        domains[id]?.charterHeld == false ? Limits.fetchCharter : Limits.fetchAgain
    }
}
