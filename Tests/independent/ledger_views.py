"""Derives what root causes are computed from out of a bundle, with nothing left out, and prints them. From docs/ alone."""
import json, pathlib, sys
from verify_bundle import Ledger
from views import root_causes

def standing(by, chain):
    """What an author did not take back: claims, and the latest word on each target that is not their own, as (by, target, stance, as)."""
    own, words, gone = {by}, {}, {entry.facts["target"] for entry in chain if entry.kind == "retract"}
    for entry in chain:
        own.add(entry.id)
        if entry.kind == "endorse" and entry.facts["target"] not in own:
            words[entry.facts["target"]] = entry.facts if entry.id not in gone else None
    return ([entry for entry in chain if entry.kind == "cause" and entry.id not in gone],
            [(by, target, (word["stance"] >> 1) ^ -(word["stance"] & 1), word["as"]) for target, word in words.items() if word])

def root_cause_words(ledger):
    """The question of root causes, as docs/views.md has it."""
    shown = ledger.named.union(entry.id for chain in ledger.feeds.values() for entry in chain)
    same = {id: entry.facts["same_as"] for id, entry in ledger.known.items() if entry.kind == "problem" and id in shown}
    def counted(problem):
        way = []
        while same.get(problem) in same and problem not in way:
            way, problem = way + [problem], same[problem]
        return min(way[way.index(problem):]) if problem in way else problem
    voices = ledger.feeds if ledger.rules["admission"] else ledger.admitted(ledger.feeds, now=True)
    said, affected = {by: standing(by, chain) for by, chain in ledger.feeds.items()}, {}
    claims = [{**{end: counted(entry.facts[end]).hex() for end in ("cause", "effect")}, "id": entry.id.hex(), "author": by.hex(),
               "strength": entry.facts["strength"], "voice": by in voices} for by, (entries, _) in said.items() for entry in entries]
    words = [word for by in said.keys() & voices for word in said[by][1]]
    for by, target, stance, _ in (word for word in words if word[3] == 1 and word[1] in same):
        place = by.hex(), counted(target).hex()
        affected[place] = max(stance, affected.get(place, stance))
    return {"problems": sorted({counted(problem).hex() for problem in same}), "claims": claims,
            "endorsements": [{"member": by.hex(), "claim": target.hex(), "stance": stance} for by, target, stance, _ in words],
            "affected": [{"member": by, "problem": problem, "stance": stance} for (by, problem), stance in affected.items()]}

if __name__ == "__main__":
    print(json.dumps({"root_causes": root_causes(root_cause_words(Ledger(pathlib.Path(sys.argv[1]).read_bytes())))}))
