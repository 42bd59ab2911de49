"""Derives from a bundle what root causes (with nothing left out), states of pledges and matching (at a time T, by claimed
times) are computed from, and prints them. From docs/ alone."""
import functools, json, pathlib, sys
from ledger import Ledger, standing_vouches
from views import matching, pledge_states, receivers, root_causes, settled

END, TOLERANCE = (1 << 64) - 1, 600_000
SIDES = [None, "paid", "received", "refused", "refunded", "repaid"]

def voiced(ledger, time, latest):
    """Who has a voice at a time, by what claims to be no later than another."""
    return set(ledger.feeds) if ledger.rules["admission"] else ledger.admitted(ledger.feeds, (time, latest))

def read(entry):
    """What an entry says, by the names of docs/views-pledges.md; what is absent is None."""
    facts = {**entry.facts, "kind": entry.kind, **{name: getattr(entry, name) for name in ("id", "author", "seq", "time")}}
    facts.update({name: facts[name] or None for name in ("lock", "settle_by", "recipient", "counter", "same_as") if name in facts})
    if entry.kind == "project":
        facts["asks"] = [{**ask, "number": ask["ask"]} for ask in facts["asks"]]
    if entry.kind == "profile":
        facts["capacity"] = {part["unit"]: part["amount"] for part in facts["capacity"]}
    return {**facts, "side": SIDES[facts["side"]]} if entry.kind == "settle" else facts

def known(ledger, kind, latest=END):
    """The definitions of a kind that kept feeds hold or counted entries name."""
    shown = ledger.named.union(entry.id for chain in ledger.feeds.values() for entry in chain)
    return [read(entry) for id, entry in sorted(ledger.known.items()) if id in shown and entry.kind == kind and entry.time <= latest]

def said_by(ledger, kind, latest=END):
    """What stands of one kind, by what claims to be no later than a time."""
    for chain in ledger.feeds.values():
        seen = [read(entry) for entry in chain if entry.kind and entry.time <= latest]
        gone = {one["target"] for one in seen if one["kind"] == "retract"}
        yield from (one for one in seen if one["kind"] == kind and one["id"] not in gone)

def latest_words(by, chain):
    """An author's latest word on each target that is not their own, where it stands, as (by, target, stance, as)."""
    own, words, gone = {by}, {}, {entry.facts["target"] for entry in chain if entry.kind == "retract"}
    for entry in chain:
        own.add(entry.id)
        if entry.kind == "endorse" and entry.facts["target"] not in own:
            words[entry.facts["target"]] = entry.facts if entry.id not in gone else None
    return [(by, target, (word["stance"] >> 1) ^ -(word["stance"] & 1), word["as"]) for target, word in words.items() if word]

def root_cause_words(ledger):
    """The question of root causes, as docs/views.md has it."""
    same, affected, voices = {p["id"]: p["same_as"] for p in known(ledger, "problem")}, {}, voiced(ledger, END, END)
    def counted(problem):
        way = []
        while same.get(problem) in same and problem not in way:
            way, problem = way + [problem], same[problem]
        return min(way[way.index(problem):]) if problem in way else problem
    claims = [{**{end: counted(one[end]).hex() for end in ("cause", "effect")}, "id": one["id"].hex(), "author": one["author"].hex(),
               "strength": one["strength"], "voice": one["author"] in voices} for one in said_by(ledger, "cause")]
    words = [word for by in ledger.feeds.keys() & voices for word in latest_words(by, ledger.feeds[by])]
    for by, target, stance, _ in (word for word in words if word[3] == 1 and word[1] in same):
        place = by.hex(), counted(target).hex()
        affected[place] = max(stance, affected.get(place, stance))
    return {"problems": sorted({counted(problem).hex() for problem in same}), "claims": claims,
            "endorsements": [{"member": by.hex(), "claim": target.hex(), "stance": stance} for by, target, stance, _ in words],
            "affected": [{"member": by, "problem": problem, "stance": stance} for (by, problem), stance in affected.items()]}

def pledge_question(ledger, T):
    """The question of states of pledges by claimed times."""
    voices, projects = functools.cache(lambda time: voiced(ledger, time, time + TOLERANCE)), known(ledger, "project", T + TOLERANCE)
    return {"cutoff": T, "projects": projects, "uncovered": True, "voices": {p["id"]: voices(min(p["lock"] or T, T)) for p in projects},
            "locks": {one["id"]: one["lock"] for kind in ("project", "round") for one in known(ledger, kind)},
            "entries": [read(entry) for chain in ledger.feeds.values() for entry in chain
                        if entry.kind in ("profile", "pledge", "settle", "retract")]}

def matchings(ledger, T):
    """The question of each round's matching by claimed times, by the round."""
    words, own = list(said_by(ledger, "settle", T + TOLERANCE)), ledger.rules["default_rules"] or {"rule": 0, "cap": 0}
    both = lambda one, keys: settled(one, keys, [word for word in words if word["pledge"] == one["id"]])
    for one in known(ledger, "round", T + TOLERANCE):
        rules, unit, time = one if one["rule"] else own, one["pool_unit"], min(T, one["lock"] or T)
        latest = min(time + TOLERANCE, one["lock"] or END)
        voices, pledges = voiced(ledger, time, latest), list(said_by(ledger, "pledge", latest))
        projects = [p for p in known(ledger, "project", latest) if p["id"] in (one["eligible"] or [p["id"]])
                    and unit in [ask["unit"] for ask in p["asks"]]]
        pool = [(p, both(p, [one["author"]])) for p in pledges if (p["to"], p["ask"], p["unit"]) == (one["id"], 0, unit)]
        gifts = [(p, to, p["amount"] - both(p, receivers(to))["gone"]) for to in projects for p in pledges if not p["loan"] and p["to"] == to["id"]
                 and p["author"] in voices and p["unit"] == unit and (p["ask"], unit) in [(ask["ask"], ask["unit"]) for ask in to["asks"]]]
        if rules["rule"] != 2:
            yield one["id"], {
                "pool": sum(p["amount"] - said["gone"] - (said["repaid"] if p["loan"] else 0) for p, said in pool),
                "bound": rules["cap"] or None, "projects": [p["id"].hex() for p in projects],
                "gifts": [{"person": p["author"].hex(), "project": to["id"].hex(), "amount": left} for p, to, left in gifts if left],
                "vouches": [{"voucher": by.hex(), "subject": subject.hex()} for by, chain in ledger.feeds.items()
                            for subject in standing_vouches(chain, time, latest)]}

if __name__ == "__main__":
    ledger, T = Ledger(pathlib.Path(sys.argv[1]).read_bytes()), int((sys.argv + [END])[2])
    states = [{**state, "id": state["id"].hex()} for state in pledge_states(pledge_question(ledger, T))]
    print(json.dumps({"root_causes": root_causes(root_cause_words(ledger)), "pledge_states": states, "matching": [
        {"round": id.hex(), **matching(question)} for id, question in matchings(ledger, T)]}))
