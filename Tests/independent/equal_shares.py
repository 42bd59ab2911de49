"""The Method of Equal Shares with its completions, by the page docs/views.md; a view of views.py."""
from collections import defaultdict
from fractions import Fraction

def equal_shares_pass(cost, supporters, voters, endowment):
    left, bought = {voter: Fraction(endowment) for voter in voters}, []
    while True:
        best = None
        for p in sorted(set(cost) - {b[0] for b in bought}):
            have = sorted(left[v] for v in supporters[p])
            if not have or sum(have) < cost[p]:
                continue
            need = Fraction(cost[p])
            for place, amount in enumerate(have):  # the poorest first
                q = need / (len(have) - place)
                if amount >= q:
                    break
                need -= amount
            if best is None or q / cost[p] < best[0]:
                best = q / cost[p], p, q
        if best is None:
            return bought
        _, p, q = best
        bought.append((p, q, sum(left[v] >= q for v in supporters[p])))
        for v in supporters[p]:
            left[v] -= min(left[v], q)

def equal_shares(case):
    budget, approves = case["budget"], defaultdict(set)
    for ballot in case["ballots"]:
        approves[ballot["voter"]] |= set(ballot["approves"])
    cost = {p["project"]: p["cost"] for p in case["projects"] if 0 < p["cost"] <= budget}
    supporters = {p: [v for v in approves if p in approves[v]] for p in cost}
    first = endowment = budget // len(approves) if approves else 0
    step = max(1, case["step"] if case["step"] is not None else first // 100)
    bought = equal_shares_pass(cost, supporters, approves, first)
    for _ in range(1000):
        if len(bought) == sum(map(bool, supporters.values())):
            break
        more = equal_shares_pass(cost, supporters, approves, endowment + step)
        if sum(cost[b[0]] for b in more) > budget:
            break
        bought, endowment = more, endowment + step
    chosen, by_votes = [b[0] for b in bought], []
    for p in sorted(set(cost) - set(chosen), key=lambda p: (-len(supporters[p]), p)):
        if supporters[p] and sum(cost[c] for c in chosen + by_votes) + cost[p] <= budget:
            by_votes.append(p)
    chosen += by_votes
    return {
        "first_endowment": str(first), "endowment": str(endowment), "by_votes": by_votes,
        "purchases": [{"project": p, "supporters": len(supporters[p]), "full_payers": full, "share": str(q)}
                      for p, q, full in bought],
        "spent": str(sum(cost[p] for p in chosen)), "winners": sum(bool(set(chosen) & a) for a in approves.values())}
