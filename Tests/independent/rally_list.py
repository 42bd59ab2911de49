"""The rally list of docs/views.md, computed from that page alone."""
from fractions import Fraction

def rally_list(case):
    lines = []
    for project in case["projects"]:
        about = set(project["addresses"])
        depth = Fraction(sum(case["weights"].get(p, 0) for p in about), len(about)) if about else 0
        for unit in {ask["unit"] for ask in project["asks"]}:
            asks = [ask for ask in project["asks"] if ask["unit"] == unit]
            unmet, target = sum(max(0, a["target"] - a["pledged"]) for a in asks), sum(a["target"] for a in asks)
            score = depth * Fraction(unmet, target) if target else 0
            if score:
                lines.append((-score, project["project"], unit))
    return {"lines": [{"project": p, "unit": unit, "score": str(-score)} for score, p, unit in sorted(lines)]}
