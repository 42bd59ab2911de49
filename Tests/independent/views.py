#!/usr/bin/env python3
"""Computes root causes, matching and states of pledges; shares no code with the program. (Rally list and equal shares are beside.)
Reads one JSON object {"view": ...}, or a list of them, from a file or standard input; prints the answer or answers."""
import functools, itertools, json, math, sys
from collections import defaultdict
from equal_shares import equal_shares
from rally_list import rally_list

VOICE, MASS = 1 << 16, 1 << 40

def split(total, weights):
    """The total in proportion to {id: weight}; what is left goes to the largest remainders, then the lowest ids."""
    whole = sum(weights.values())
    if whole == 0:
        return {key: 0 for key in weights}
    shares = {key: total * weight // whole for key, weight in weights.items()}
    order = sorted(weights, key=lambda key: (-(total * weights[key] % whole), key))
    for key in order[:total - sum(shares.values())]:
        shares[key] += 1
    return shares

def edge_voices(case):
    known = set(case["problems"])
    claims = {c["id"]: c for c in case["claims"]
              if c["cause"] != c["effect"] and {c["cause"], c["effect"]} <= known and 1 <= c["strength"] <= 3}
    own, stances = defaultdict(int), defaultdict(int)  # by (member, cause, effect)
    for claim in claims.values():
        if claim["voice"]:
            place = claim["author"], claim["cause"], claim["effect"]
            own[place] = max(own[place], claim["strength"])
    for word in case["endorsements"]:
        claim = claims.get(word["claim"])
        if claim and claim["author"] != word["member"]:
            stances[word["member"], claim["cause"], claim["effect"]] += word["stance"]
    words = {place: max(-3, min(3, own[place] + stances[place])) for place in set(own) | set(stances)}
    whole = defaultdict(int)
    for (member, cause, _), word in words.items():
        whole[member, cause] += abs(word)
    edges = defaultdict(lambda: [0, 0])  # by (effect, cause): for, against
    for (member, cause, effect), word in words.items():
        if word:
            edges[effect, cause][word < 0] += VOICE * abs(word) // whole[member, cause]
    return dict(edges)

def first_mass(case):
    weights = {problem: 0 for problem in case["problems"]}
    words = [w for w in case["affected"] if w["stance"] > 0 and w["problem"] in weights]
    whole = {m: sum(w["stance"] for w in words if w["member"] == m) for m in {w["member"] for w in words}}
    for word in words:
        weights[word["problem"]] += VOICE * word["stance"] // whole[word["member"]]
    return split(MASS, weights)

def circles(arrows):
    """Sets of problems that reach each other, found by following arrows from each."""
    def reached(start):
        seen, waiting = set(), [start]
        while waiting:
            new = set(arrows.get(waiting.pop(), ())) - seen
            seen, waiting = seen | new, waiting + list(new)
        return seen
    reach = {problem: reached(problem) for problem in arrows}
    found = {tuple(sorted(b for b in reach[a] if a in reach.get(b, ()))) for a in arrows if a in reach[a]}
    return sorted(list(circle) for circle in found)

def root_causes(case):
    edges, start = edge_voices(case), first_mass(case)
    causes = defaultdict(dict)  # by effect: {cause: n}
    for (effect, cause), (pro, contra) in edges.items():
        if pro > contra:
            causes[effect][cause] = pro - contra
    residue, weight, carried = defaultdict(int), defaultdict(int), defaultdict(int)
    mass, rounds, moving = start, 0, True
    while moving:
        arriving, moving, kept = defaultdict(int), False, weight if rounds else residue
        for problem, m in mass.items():
            whole = sum(causes[problem].values())
            move = 7 * m * whole // (8 * (whole + VOICE)) if whole else 0
            kept[problem] += m - move
            moving = moving or move > 0
            for cause, share in split(move, causes[problem]).items():
                arriving[cause] += share
                carried[problem, cause] += share
        mass, rounds = arriving, rounds + 1
    return {
        "rounds": rounds, "circles": circles({effect: set(by) for effect, by in causes.items()}),
        "problems": [{"problem": p, "start": start[p], "residue": residue[p], "weight": weight[p]} for p in sorted(start)],
        "edges": [{"cause": cause, "effect": effect, "for": edges[effect, cause][0], "against": edges[effect, cause][1],
                   "carried": carried[effect, cause]} for effect, cause in sorted(edges)]}

def matching(case):
    given = {p: defaultdict(int) for p in case["projects"]}
    for gift in case["gifts"]:
        if gift["project"] in given:
            given[gift["project"]][gift["person"]] += gift["amount"]
    root = {p: {i: math.isqrt(c * 10**6) for i, c in people.items()} for p, people in given.items()}
    vouches = {(v["voucher"], v["subject"]) for v in case["vouches"]}
    common, raw = defaultdict(int), dict.fromkeys(root, 0)
    for people in root.values():
        for i, j in itertools.combinations(sorted(people), 2):
            common[i, j] += people[i] * people[j]
    for p, people in root.items():
        for i, j in itertools.combinations(sorted(people), 2):
            product = people[i] * people[j]
            if case["bound"] is not None:
                bound, doubt = case["bound"] * 10**6, 4 if {(i, j), (j, i)} <= vouches else 1
                whole = bound + doubt * common[i, j]
                product = product * bound // whole if whole else 0
            raw[p] += 2 * product
    fits = sum(raw.values()) <= case["pool"] * 10**6
    paid = {p: r // 10**6 for p, r in raw.items()} if fits else split(case["pool"], raw)
    return {"payments": [{"project": p, "raw": str(raw[p]), "amount": str(paid[p]), "supporters": len(root[p])}
                         for p in sorted(root)]}

def said(words, side, payments, whole, refusals=False):
    """One receiver's words of one side: {payment that they answer, or None: sum}, less what they refused."""
    sums = {}
    for word in words:
        payment = word["counter"] if word["counter"] in payments else None
        if word["side"] == side:
            sums[payment] = sums.get(payment, 0) + word["amount"]
        if word["side"] == "refused" and refusals:
            amount, total = word["amount"], sum(sums.values())
            named = payment is not None and amount > 0
            left = amount if named else max(0, amount - max(0, whole - total)) if amount else total
            for p in [p for p in (payment, None) if p in sums] if named else list(sums)[::-1]:
                part = min(left, sums[p])
                sums[p], left = sums[p] - part, left - part
                if left and not named:
                    del sums[p]
    return sums

def settled(one, receivers, words):
    """What both sides' words on a pledge come to."""
    whole, own = one["amount"], [w for w in words if w["author"] == one["author"]]
    others = [[w for w in words if w["author"] == key] for key in receivers if key != one["author"]]
    payments = {w["id"] for w in own if w["side"] == "paid"}
    donor = lambda side: min(whole, sum(w["amount"] for w in own if w["side"] == side))

    def other(side, refusals=False):
        all_said = [said(by, side, payments, whole, refusals) for by in others]
        return min(whole, sum(max(by.get(p, 0) for by in all_said) for p in set().union(*all_said)))
    paid, stands = donor("paid"), other("received", refusals=True)
    confirmed = min(paid, stands)
    refused = max([min(whole, sum(w["amount"] or whole for w in by if w["side"] == "refused")) for by in others], default=0)
    refunded = min(donor("refunded"), other("refunded"), confirmed)
    return {"paid": paid, "confirmed": confirmed, "came": other("received"), "stands": stands, "refused": refused,
            "refunded": refunded, "repaid": min(donor("repaid"), other("repaid"), confirmed - refunded),
            "gone": refunded + min(refused - min(paid - confirmed, refused), whole - paid)}

def receivers(project):
    return [project["recipient"]] if project["recipient"] else project["stewards"] or [project["author"]]

def stages(one, project, words, rest):
    """A pledge's amount by stage, and one word for all of it."""
    both, whole, due = settled(one, receivers(project), words), one["amount"], rest in ("due", "defaulted")
    paid, confirmed, part = both["paid"], both["confirmed"], defaultdict(int, refunded=both["refunded"])
    part["paid"] = confirmed - part["refunded"]
    if rest == "retracted":
        part[rest] = whole - confirmed
    else:
        claimed, refused = (max(paid, both["came"]) if due else paid) - confirmed, min(both["refused"], whole - confirmed)
        stands = min(claimed, both["stands"] - confirmed)  # the other side alone says that it came
        contested = min(claimed - stands, refused)
        declined = min(whole - confirmed - claimed, refused - contested)
        part["disputed"] = contested + min(stands, refused - contested - declined)
        part["half"] = claimed - part["disputed"]
        part["lapsed"] += declined
        part[rest] += whole - confirmed - claimed - declined
    first = ["retracted"] * (rest == "retracted") + ["disputed"] + ["defaulted"] * (rest == "defaulted") + ["half"]
    last = [rest] * (rest not in ("retracted", "lapsed")) + ["lapsed"] * (rest == "lapsed" or not confirmed) + ["paid"]
    return next((w for w in first + last if part[w]), "refunded"), {w: amount for w, amount in part.items() if amount}

def covered(witnesses, author, seq, by):
    """The earliest time by which a quorum had covered an author's chain up to a place; None where none had by then."""
    first = {}  # by witness
    for cover in witnesses["covers"]:
        if cover["author"] == author and cover["seq"] >= seq and cover["time"] <= by:
            first[cover["witness"]] = min(cover["time"], first.get(cover["witness"], cover["time"]))
    return sorted(first.values())[witnesses["quorum"] - 1] if len(first) >= witnesses["quorum"] else None

def pledge_states(case):
    T, witnesses, entries = case["cutoff"], case.get("witnesses"), case["entries"]
    projects, locks, retracts = {p["id"]: p for p in case["projects"]}, case["locks"], defaultdict(list)
    for e in (e for e in entries if e["kind"] == "retract"):
        retracts[e["author"], e["target"]].append(e)
    held = functools.cache(functools.partial(covered, witnesses))
    by_claim = not witnesses or case["uncovered"]
    seen = lambda e: by_claim and e["time"] <= T + 600_000 or witnesses and held(e["author"], e["seq"], T) is not None
    in_time = lambda e, lock: lock is None or (
        held(e["author"], e["seq"], min(lock, T)) is not None if witnesses else e["time"] <= lock)

    def takes_back(retract, one, lock):
        if not witnesses:
            return in_time(retract, lock)
        first, then = (held(one["author"], e["seq"], T) for e in (one, retract))
        return first is None or then is not None and then <= first
    asked = lambda e: next((a for a in projects[e["to"]]["asks"] if a["number"] == e["ask"]), {"unit": None})

    def weighs(e, one):
        first, lock = next(iter(retracts[e["author"], e["id"]]), None), locks.get(e["to"])
        late = first is None or first["seq"] > one["seq"] or e["to"] not in locks or not takes_back(first, e, lock)
        return late or lock is not None and one["time"] <= lock

    def backed(one):
        mine = [e for e in entries if e["author"] == one["author"] and e["seq"] < one["seq"]]
        capacity = ([e["capacity"].get(one["unit"], 0) for e in mine if e["kind"] == "profile"] or [0])[-1]
        return capacity >= one["amount"] + sum(
            e["amount"] for e in mine if e["kind"] == "pledge" and e["unit"] == one["unit"] and weighs(e, one))

    def taken_back(one):
        first = next(filter(seen, retracts[one["author"], one["id"]]), None)
        return first is not None and takes_back(first, one, projects[one["to"]]["lock"])
    answers = [e for e in entries if e["kind"] == "pledge" and seen(e) and e["to"] in projects and asked(e)["unit"] == e["unit"]]
    met = [e for e in answers if in_time(e, projects[e["to"]]["lock"]) and backed(e) and not taken_back(e)]
    total = lambda to, ask: sum(e["amount"] for e in met if e["to"] == to and e["ask"] == ask)

    def holds(one):
        people = {e["author"] for e in met if e["to"] == one["to"]} & set(case["voices"][one["to"]])
        return total(one["to"], one["ask"]) >= asked(one)["min"] and len(people) >= one["min_people"] and all(
            any(e["to"] == j for e in met) and all(total(j, a["number"]) >= a["min"] for a in projects[j]["asks"])
            for j in one["joint"])
    while (left := [e for e in met if holds(e)]) != met:
        met = left
    answer = []
    for one in answers:
        project, words = projects[one["to"]], [e for e in entries if e["kind"] == "settle" and e["pledge"] == one["id"]
                                               and seen(e) and not any(map(seen, retracts[e["author"], e["id"]]))]
        after = lambda limit: limit is not None and T > limit
        end = project["settle_by"] if project["settle_by"] is not None else project["lock"]
        rest = ("retracted" if taken_back(one) else "lapsed" if one not in met and after(end) else "open" if one not in met
                else "firm" if project["lock"] is not None and T <= project["lock"] else "defaulted" if after(project["settle_by"]) else "due")
        stage, amounts = stages(one, project, words, rest)
        answer.append({"id": one["id"], "stage": stage, "amounts": amounts, "backed": backed(one), "met": one in met})
    return sorted(answer, key=lambda state: state["id"])

VIEWS = {view.__name__: view for view in (root_causes, rally_list, matching, equal_shares, pledge_states)}

if __name__ == "__main__":
    with open(sys.argv[1]) if len(sys.argv) > 1 else sys.stdin as file:
        question = json.load(file)
    answers = [VIEWS[case["view"]](case) for case in (question if isinstance(question, list) else [question])]
    print(json.dumps(answers if isinstance(question, list) else answers[0]))
