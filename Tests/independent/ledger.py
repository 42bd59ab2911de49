"""What a bundle holds, and what of it counts: forks, chains, membership, totals. Written from docs/ledger-format.md alone."""
from collections import Counter, defaultdict
from nacl import exceptions
from beside import ZERO, check
from bundle_file import FileReader, entry_id, parse_entry
from facts import VARINT, Reader, names, require

DEFAULTS = {"vouches_needed": 1, "ladder": bytes([100, 100, 50, 25, 12, 6, 3]),
            "max_feed_entries": 100_000, "max_feed_bytes": 67_108_864, "witnesses": [], "quorum": 0}

def standing_vouches(chain, time, latest):
    """Whom an author vouches for as a member at a time, by what claims to be no later than another."""
    last = {entry.facts["subject"]: entry.facts for entry in chain
            if entry.kind == "vouch" and entry.time <= latest and not entry.facts["scope"]}
    return {subject for subject, facts in last.items() if facts["level"] and not 0 < facts["until"] <= time}

class Ledger:
    """What a bundle holds, what of it counts by the rules, and findings where the bundle says otherwise."""
    def __init__(self, data):
        core, proofs, definitions, texts, erasures, _, branches = FileReader(data).sections()
        self.collective, charter, count = core.take(32), core.sized(), core.number(4)
        feeds = core.rest(FileReader.feed, key=lambda feed: feed[0])
        proofs = proofs.rest(lambda part: (part.sized(), part.sized()), key=lambda pair: pair[0][33:65])
        require(len(feeds) == count and entry_id(charter) == self.collective, "another charter or count")
        require(all(entry_id(one) < entry_id(other) for one, other in proofs), "a fork proof out of order")
        beside = [part.rest(FileReader.sized, key=entry_id) for part in (definitions, erasures, branches)]
        texts = texts.rest(lambda part: (part.take(32), part.sized(32, 16416)), key=lambda text: text[0])
        self.findings, self.signatures, self.rules, self.forks, self.feeds, self.known = [], 0, None, {}, {}, {}
        self.named, self.kept = set(), set()
        charter = self.open(charter, home=ZERO)
        said = {author: (fork, list(map(self.open, raws))) for author, fork, raws in feeds}
        proofs = [list(map(self.open, pair)) for pair in proofs]
        definitions, erasures, branches = (list(filter(None, map(self.open, raws))) for raws in beside)
        rules = charter and charter.facts
        joinable = rules and rules["rules_version"] in (0, 1) and charter.author in rules["founders"]
        if self.note(joinable, "charter: it can't be joined"):
            self.rules = {name: value or DEFAULTS.get(name) for name, value in rules.items()}
            self.most = self.rules["max_feed_entries"]
            core = [entry for author, (_, entries) in said.items() for place, entry in enumerate(entries, 1)
                    if entry and (entry.author, entry.seq) == (author, place)]
            self.settle(said, proofs, [*core, *definitions, *erasures, *branches])
            for entry in branches:
                self.note(entry.seq >= said.get(entry.author, [0])[0] > 0 and entry not in core, "a branch of no fork")
            self.known = {entry.id: entry for entry in [charter, *core]}
            self.named = {id for chain in self.feeds.values() for entry in chain for id in names(entry)}
            check(self, core, definitions, erasures, texts)

    def note(self, truth, finding):
        self.findings += [] if truth else [finding]
        return truth

    def open(self, raw, home=None):
        """A valid entry of the collective; None and a finding for other bytes."""
        self.signatures += 1
        try:
            return parse_entry(raw, home or self.collective)
        except (ValueError, exceptions.BadSignatureError) as reason:
            return self.note(None, f"entry {entry_id(raw).hex()}: {reason}")

    def settle(self, said, proofs, held):
        """Computes forks, chains and membership; the feeds of the file have to be what comes of it."""
        proofs = [[a, b] for a, b in proofs if self.note(a and b and a.raw[1:105] == b.raw[1:105], "no fork proof")]
        held, proven = sum(proofs, held), {one.author: one.seq for one, _ in proofs}
        links = Counter(raw[1:105] for raw in {entry.raw for entry in held})
        forked = [entry for entry in held if links[entry.raw[1:105]] > 1 and entry.seq <= self.most]
        self.forks = {entry.author: entry.seq for entry in sorted(forked, key=lambda entry: -entry.seq)}
        chains = {by: self.chain(by, said[by][1] if by in said else []) for by in {**said, **self.forks}}
        grown = True
        while grown:
            self.kept = set(chains) if self.rules["admission"] else self.admitted(chains)
            grown = self.rules["quorum"] and self.go_on({by: chains[by] for by in self.kept & chains.keys()}, held)
            chains.update(grown or {})
        self.feeds = {by: chain for by, chain in chains.items() if by in self.kept and (chain or by in self.forks)}
        says = {(by, fork, fork, len(entries)) for by, (fork, entries) in said.items()}
        found = {(by, self.forks.get(by, 0), proven.get(by, 0), len(self.feeds[by]) if by in self.feeds else -1)
                 for by in {**self.feeds, **proven}}
        self.findings += [f"feed {by.hex()}: (F, its proof, stop) {rest}" for by, *rest in sorted(says ^ found)]

    def chain(self, author, entries):
        """The entries of a feed up to its stop."""
        chain, link, size = [], ZERO, 0
        for place, entry in enumerate(entries[:self.most], 1):
            size += len(entry.raw) if entry else 0
            if (place == self.forks.get(author) or size > self.rules["max_feed_bytes"]
                    or not entry or (entry.author, entry.seq, entry.prev) != (author, place, link)):
                break
            chain.append(entry)
            link = entry.id
        return chain

    def go_on(self, chains, held):
        """The longer chains of feeds that go on past their fork, as far as a quorum of witnesses covered them."""
        support, following, grown = defaultdict(set), defaultdict(list), {}
        for word in [entry.facts for chain in chains.values() for entry in chain if entry.kind == "witness"]:
            for cover in word["covers"] if word["key"] in self.rules["witnesses"] else []:
                support[cover].add(word["key"])
        held = {entry.raw: entry for entry in held if entry.seq <= self.most}
        for entry in sorted(held.values(), key=lambda entry: -entry.seq):
            own = support[entry.raw[33:73] + entry.id]
            support[entry.author + (entry.seq - 1).to_bytes(8, "big") + entry.prev] |= own
            if len(own) >= self.rules["quorum"]:
                following[entry.raw[33:105]].append(entry)
        for by in chains.keys() & self.forks.keys():
            while len(chains[by]) + 1 >= self.forks[by]:
                last = chains[by][-1].id if chains[by] else ZERO
                more = following[by + (len(chains[by]) + 1).to_bytes(8, "big") + last]
                longer = chains[by] + sorted(more, key=lambda entry: entry.id)[:1]
                if not more or sum(len(entry.raw) for entry in longer) > self.rules["max_feed_bytes"]:
                    break
                chains[by] = grown[by] = longer
        return grown

    def admitted(self, chains, at=None):
        """The authors whom the ladder admits; or who has a voice at a time, by what claims to be no later than another."""
        ring, kept, votes = self.rules["founders"], {*self.rules["founders"]}, Counter()
        for step in VARINT.findall(self.rules["ladder"]):
            for voucher in ring:
                vouches = [entry.facts for entry in chains.get(voucher, []) if entry.kind == "vouch"]
                subjects = [facts["subject"] for facts in vouches if facts["level"] and not facts["scope"]]
                last = standing_vouches(chains.get(voucher, []), *at) if at else subjects
                positions = [subject for subject in dict.fromkeys(subjects) if subject != voucher]
                votes.update(subject for subject in positions[:Reader(step).varint()] if subject in last)
            ring = [key for key in votes if key not in kept and votes[key] >= self.rules["vouches_needed"]]
            kept.update(ring)
        return kept if at else kept.union(self.rules["witnesses"])

    def totals(self):
        """What is pledged to each ask of each project, with no cutoff."""
        given, shown = defaultdict(list), set(self.named)  # given: author and amount of each pledge that stands
        for author, chain in self.feeds.items():
            retracted = {entry.facts["target"] for entry in chain if entry.kind == "retract"}
            for kind, facts, of in [(entry.kind, entry.facts, entry.id) for entry in chain]:
                shown.add(of)
                if kind == "pledge" and of not in retracted:
                    given[facts["to"], facts["ask"], facts["unit"]].append((author, facts["amount"]))
        totals = []
        for project in sorted(id for id in shown & set(self.known) if self.known[id].kind == "project"):
            asks = [(ask["ask"], ask["unit"]) for ask in self.known[project].facts["asks"]]
            people = {author for ask in asks for author, _ in given[project, *ask]}
            totals.append({"project": project.hex(), "people": len(people), "asks": [
                {"ask": ask, "unit": unit.decode(), "pledges": len(given[project, ask, unit]),
                 "pledged": sum(amount for _, amount in given[project, ask, unit])} for ask, unit in asks]})
        return totals
