"""Figures of all runs, the ratios between programs, and the table of them."""
import json
import statistics


class Report:
    def __init__(self):
        self.figures = {}

    def add(self, program, run, figures):
        """Notes one run's figures, and prints them as JSON lines."""
        for name, value in figures.items():
            self.figures.setdefault(name, {}).setdefault(program, {})[run] = value
            line = {"figure": name, "program": program, "run": run, "value": rounded(value)}
            print(json.dumps(line), flush=True)

    def ratios(self, peer):
        """Of each figure that both have: both medians, and the ratios pledged / peer of the runs side by side."""
        for name, by_program in self.figures.items():
            ours, theirs = (
                {run: value for run, value in by_program.get(program, {}).items() if value is not None}
                for program in ("pledged", peer))
            ratios = [ours[run] / theirs[run] for run in ours if theirs.get(run, 0) > 0]
            if ratios:
                yield name, statistics.median(ours.values()), statistics.median(theirs.values()), ratios

    def print(self, peers):
        """A JSON line and a row of the table for each ratio. Below 1, pledged needs less."""
        for peer in peers:
            rows = []
            for name, ours, theirs, ratios in self.ratios(peer):
                ratio = statistics.median(ratios)
                line = {
                    "figure": name, "peer": peer, "pledged": rounded(ours), "theirs": rounded(theirs),
                    "ratio": rounded(ratio), "least": rounded(min(ratios)), "most": rounded(max(ratios))}
                print(json.dumps(line))
                rows.append([name, shown(ours), shown(theirs), shown(ratio), f"{shown(min(ratios))} … {shown(max(ratios))}"])
            if rows:
                print_table(["", "pledged", peer, "ratio", "of the runs"], rows)


def print_table(head, rows):
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    print()
    for row in [head, *rows]:
        cells = [row[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        print("  ".join(cells).rstrip())
    print(flush=True)


def rounded(value):
    """Three digits that mean something."""
    return value if value is None or value == 0 else float(f"{value:.3g}") if abs(value) < 100 else round(value)


def shown(value):
    return f"{rounded(value):,}"
