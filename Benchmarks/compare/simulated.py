#!/usr/bin/env python3
"""Runs scenarios of the simulator, one process after the other, and prints their figures as a table in markdown.

    simulated.py PROGRAM [--seeds N] [--seconds N] [--large] [SCENARIO...]

Each scenario runs with 100 nodes; with --large those of LARGE also with 1,000. Leaves with 1 when a run was not good.
"""
import argparse
import json
import statistics
import subprocess
import sys

LARGE = ["calm", "mass-crash", "flash-crowd", "churn"]
HEAD = ["scenario", "nodes", "good", "coverage", "redundancy", "hops p99", "delay p99, ms", "parts", "false deaths",
        "death noticed, ms (p50)", "in step after, ms", "memory, MB"]


def run(program, scenario, nodes, seed, seconds):
    """One run's figures, which it prints as JSON whether or not it was good."""
    command = [program, "--scenario", scenario, "--nodes", str(nodes), "--seed", str(seed), "--seconds", str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        sys.exit(f"{' '.join(command)} printed no figures:\n{done.stderr}")
    return json.loads(lines[-1])


def spread(runs, name):
    """Median and most of a figure, where the runs have it."""
    values = [run[name] for run in runs if name in run]
    if not values:
        return "–"
    middle, most = statistics.median(values), max(values)
    return short(middle) if middle == most else f"{short(middle)} ({short(most)})"


def short(value):
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"


def row(scenario, nodes, runs):
    good = sum(run["good"] for run in runs)
    return [scenario, f"{nodes:,}", f"{good} of {len(runs)}", short(min(run.get("coverage", 1) for run in runs)),
            spread(runs, "redundancy"), spread(runs, "hops_p99"), spread(runs, "delay_ms_p99"), spread(runs, "parts"),
            spread(runs, "false_deaths"), spread(runs, "detection_ms_p50"), spread(runs, "converged_ms"),
            spread(runs, "peak_memory_mb")]


def main():
    parser = argparse.ArgumentParser(description="Figures of the simulator's scenarios as a table in markdown.")
    parser.add_argument("program", help="pledge-simulate")
    parser.add_argument("--seeds", type=int, default=5, help="seeds of each, from 1 (5)")
    parser.add_argument("--seconds", type=int, default=60, help="virtual seconds of each (60)")
    parser.add_argument("--large", action="store_true", help=f"also {', '.join(LARGE)} with 1,000 nodes")
    parser.add_argument("scenarios", nargs="+", help="names of scenarios")
    asked = parser.parse_args()
    pairs = [(scenario, 100) for scenario in asked.scenarios]
    if asked.large:
        pairs += [(scenario, 1_000) for scenario in LARGE if scenario in asked.scenarios]
    print("Median of the seeds, and the most where it is another.\n")
    print("| " + " | ".join(HEAD) + " |\n" + "|---" * len(HEAD) + "|")
    is_good = True
    for scenario, nodes in pairs:
        runs = [run(asked.program, scenario, nodes, seed, asked.seconds) for seed in range(1, asked.seeds + 1)]
        is_good = is_good and all(run["good"] for run in runs)
        print("| " + " | ".join(row(scenario, nodes, runs)) + " |", flush=True)
    sys.exit(0 if is_good else 1)


if __name__ == "__main__":
    main()
