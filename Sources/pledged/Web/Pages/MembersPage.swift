import PledgeLedger

/// Members by their distance from the founders, and who vouched for them.
enum MembersPage {
    /// Members of one page: each takes a few look-ups.
    private static let most = 60

    static func make(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        let maker = PageMaker(reader, wish), list = try AskedList(wish, reader)
        let page = try reader.store.pageOfMembers(of: reader.id, at: reader.cutoff, after: list.after, limit: most)
        var levels: [(distance: UInt8, members: [Model])] = []
        let silent = try reader.store.vouchesReceived(by: page.members.filter { !$0.isNow }.map(\.key), in: reader.id, at: reader.cutoff)
        for member in page.members {
            if levels.last?.distance != member.distance { levels.append((member.distance, [])) }
            levels[levels.count - 1].members.append(try self.member(member, silent[member.key].map(KeyAnswer.voiceless), maker))
        }
        let isOpen = reader.collective.charter.admission == .open, needed = reader.collective.charter.vouchesNeeded
        // Who waits is known of now alone.
        let waiting: [Model] = try reader.isPast ? [] : reader.store.waiting(in: reader.id).prefix(most).map { try maker.person($0.author) }
        let count = try reader.store.memberCount(of: reader.id, at: reader.cutoff)
        return try maker.page("members", "Members", in: "Members", [
            "count": Count.words(count, "member", "members") + ".",
            "rule": isOpen ? "Everybody who comes is in: \(ViewNote.open)."
                : "Whoever \(Count.words(needed, "member vouches", "members vouch")) for is in, along chains that begin with the founders.",
            "levels": levels.map { ["name": isOpen ? "Everybody" : name($0.distance), "members": $0.members] as Model },
            "next": maker.next("/members", list.cursor(page.next)), "back": maker.back("/members", list),
            "waiting": waiting, "hasWaiting": !waiting.isEmpty && list.after == nil,
        ])
    }

    private static func name(_ distance: UInt8) -> String {
        switch distance {
        case 0: "Founders"
        case 1: "Vouched for by founders"
        default: "\(distance) vouches from the founders"
        }
    }

    /// - Parameter silence: why they have no voice; nil where they have one.
    private static func member(_ member: Member, _ silence: String?, _ maker: PageMaker) throws -> Model {
        let reader = maker.reader
        let profile = try reader.store.profile(of: member.key, in: reader.id, at: reader.cutoff)?.profile
        let vouches = try reader.store.vouches(around: member.key, in: reader.id, at: reader.cutoff).received
        let received = vouches.filter { $0.level > 0 }
        let records = try reader.store.record(of: member.key, in: reader.id, at: reader.cutoff).flatMap(KeyAnswer.lines)
        let skills = profile?.skills ?? []
        return [
            "person": try maker.person(member.key), "role": PageMaker.known(profile.flatMap(role)),
            "vouchers": PageMaker.known(try maker.names(received.prefix(3).map(\.voucher)) + (received.count > 3 ? " and \(received.count - 3) more" : "")),
            "fork": PageMaker.known(try reader.store.feed(of: member.key, in: reader.id).map { ForkWords.remark($0.head) }),
            "silent": PageMaker.known(silence.map { "kept, \($0)" }),
            "skills": skills.isEmpty ? false as Any : ["skill": skills] as Model, "record": records,
        ]
    }

    // MARK: one member

    static func one(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        let maker = PageMaker(reader, wish), key = try reader.key(wish.part("key"))
        let answer = try KeyAnswer(key, reader.store, reader.collective, reader.cutoff)
        let alias = try reader.details.people.alias(key), name = alias.map { SafeText.shown($0, width: 80) } ?? (reader.collective.charter.witnesses.contains(key) ? "A witness without a name" : "Somebody without a name")
        let profile = answer.profile?.profile, record = answer.records.flatMap(KeyAnswer.lines)
        let fork = answer.feed?.head.fork ?? 0
        let model: Model = [
            "name": name, "crumb": crumb(key, answer, profile, reader.collective.charter), "key": KeyText.author(key), "standing": answer.standing, "entries": Count.words(answer.entries, "entry", "entries"),
            "fork": fork > 0 ? "This key signed two stories at place \(fork): nothing from there on counts." : false as Any,
            "text": PageMaker.known(answer.profile?.text?.body), "skills": profile?.skills ?? [],
            "hasSkills": !(profile?.skills.isEmpty ?? true) || !(profile?.capacity.isEmpty ?? true),
            "capacity": PageMaker.known(profile?.capacity.map { AmountText.shown($0.amount, unit: $0.unit.name) }.joined(separator: ", ")),
            "record": record, "hasRecord": !record.isEmpty, "suffix": maker.suffix,
            "tally": maker.tally(answer.tally, answer.unheard, "has said anything of them"),
            "vouchesGiven": answer.member == nil ? "" : "Vouches given: \(answer.vouchesGiven).",
            "hasVouches": answer.member != nil || !answer.given.isEmpty,
            "given": try answer.given.prefix(PageMaker.rows).map { try vouch($0, maker) },
        ]
        let waits = try maker.waiting(reader.stranger(key).map { [$0] } ?? [], isOwn: true)
        return try maker.page("member", name, in: "Members", model.merging(chain(key, maker)) { $1 }.merging(waits) { $1 })
    }

    /// Who they are here: `Member, a host`.
    private static func crumb(_ key: PublicKey, _ answer: KeyAnswer, _ profile: Profile?, _ charter: Charter) -> String {
        let place = answer.member != nil ? "Member" : charter.witnesses.contains(key) ? "Witness" : "No member"
        return place + (profile.flatMap(role).map { ", a \($0)" } ?? "")
    }

    /// What they say that they are; nil for a person, and where they say nothing.
    private static func role(_ profile: Profile) -> String? {
        [.unspecified, .person].contains(profile.role) ? nil : "\(profile.role)"
    }

    private static func vouch(_ vouch: StandingVouch, _ maker: PageMaker) throws -> Model {
        [
            "person": try maker.person(vouch.subject),
            "end": vouch.level == 0 ? "taken back" : vouch.until.map { "until \(ISODate.day($0))" } ?? false as Any,
        ]
    }

    /// From the founders down to the member, a rung for each distance.
    private static func chain(_ key: PublicKey, _ maker: PageMaker) throws -> Model {
        let reader = maker.reader
        guard reader.collective.charter.admission == .vouched,
            let chains = try reader.store.membership(of: key, in: reader.id, at: reader.cutoff).chains, chains.steps.count > 1
        else { return ["hasChain": false] }
        let distances = Set(chains.steps.map(\.distance)).sorted()
        let rungs: [Model] = try distances.map { distance in
            let people: [Model] = try chains.steps.filter { $0.distance == distance }.prefix(20).map { step in
                [
                    "person": try maker.person(step.key),
                    "by": PageMaker.known(try step.vouchers.prefix(6).map {
                        "\(try reader.details.people.name($0.key)), vouch \($0.place) of \($0.allowance)"
                    }.joined(separator: "; ")),
                ]
            }
            return ["rung": distance == 0 ? "founders" : "\(distance) from the founders", "people": people]
        }
        return ["hasChain": true, "chain": rungs]
    }
}
