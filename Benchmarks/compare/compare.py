"""Compares `pledged` with serf and iroh: the same work, by turns, on the same CPUs of one machine.

Prints JSON lines, and a table of ratios for each of the two. README.md beside this file says what is
measured and how to repeat it.
"""
import argparse
import os
import signal
import subprocess
import sys
import tempfile

import peers
import sandbox
import swarm
import sync
from iroh_swarm import IrohSwarm
from iroh_sync import IrohSync
from pledged_swarm import PledgedSwarm
from pledged_sync import PledgedSync
from report import Report
from serf_swarm import SerfSwarm

PEERS = "PLEDGED_COMPARE_PEERS"
"""Where the programs to compare with are kept between runs; by default they are fetched for each."""
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", nargs="*", default=["swarm", "sync"], help="swarm, sync or both (default)")
    parser.add_argument(
        "--peers", nargs="*", choices=["serf", "iroh"], default=["serf", "iroh"], help="serf, iroh or both (default)")
    parser.add_argument("--runs", type=int, default=3, help="how often each is measured (default: 3)")
    parser.add_argument("--nodes", type=int, default=20, help="nodes of a swarm (default: 20)")
    parser.add_argument("--events", type=int, default=40, help="events that are measured in a swarm (default: 40)")
    parser.add_argument("--rest", type=float, default=30, help="seconds of rest that are measured (default: 30)")
    parser.add_argument("--entries", type=int, nargs="*", default=[10_000, 100_000], help="sizes of a first sync")
    parser.add_argument("--pushes", type=int, default=100, help="entries that are pushed live (default: 100)")
    parser.add_argument("--cpus", type=int, nargs="*", help="CPUs for all that is measured (default: the first two)")
    parser.add_argument("--minutes", type=float, default=60, help="minutes for all of it (default: 60)")
    parser.add_argument("--quick", action="store_true", help="one short run: shows that it works, measures little")
    plan = parser.parse_args()
    if plan.quick:
        plan.runs, plan.events, plan.rest, plan.entries, plan.pushes = 1, 20, 5, [2_000], 20
    plan.cpus = plan.cpus or sorted(os.sched_getaffinity(0))[:2]
    return plan


def program():
    path = os.environ.get("PLEDGED_BIN") or os.path.join(ROOT, ".build/static/release/pledged")
    if not os.access(path, os.X_OK):
        sys.exit(f"compare: no program at {path}; `make build` makes it, PLEDGED_BIN names another")
    return os.path.abspath(path)


def note(words):
    print(f"compare: {words}", file=sys.stderr, flush=True)


def works(plan, programs):
    """What one run does: each thing by `pledged`, then at once by those that it is compared with."""
    if "swarm" in plan.what:
        for kind in (PledgedSwarm, SerfSwarm, IrohSwarm):
            yield f"swarm of {plan.nodes}", kind, swarm.measure, ()
    if "sync" in plan.what and "iroh" in programs:
        for entries in plan.entries:
            for kind in (PledgedSync, IrohSync):
                yield f"sync of {entries:,}", kind, sync.measure, (entries,)


class TimeIsUp(Exception):
    """The whole comparison took longer than it may."""


def time_is_up(*_):
    raise TimeIsUp()


def measure(plan, programs):
    """Measures everything, within the time that there is. What could not be measured costs one line."""
    signal.signal(signal.SIGALRM, time_is_up)
    signal.alarm(int(60 * plan.minutes))
    report = Report()
    try:
        for run in range(1, plan.runs + 1):
            for what, kind, measured, words in works(plan, programs):
                if kind.name not in programs:
                    continue
                note(f"run {run} of {plan.runs}: {kind.name}, {what}")
                try:
                    for figures in measured(kind, programs[kind.name], *words, plan):
                        report.add(kind.name, run, figures)
                except (sandbox.Trouble, OSError, subprocess.SubprocessError) as trouble:
                    note(f"{kind.name}, {what}: {trouble}")
    except TimeIsUp:
        note(f"ends after {plan.minutes} minutes with what there is")
    report.print([name for name in programs if name != "pledged"])
    return 0 if report.figures else 1


def main():
    plan = options()
    ours = program()
    if sandbox.is_inside():
        place = os.environ[PEERS]
        found = {name: peers.path(name, place) for name in plan.peers}
        return measure(plan, {"pledged": ours, **{name: path for name, path in found.items() if path}})
    with tempfile.TemporaryDirectory(prefix="pledged-compare-", ignore_cleanup_errors=True) as folder:
        # Out here is a network to fetch from; inside is none.
        place = os.environ.setdefault(PEERS, os.path.join(folder, "peers"))
        for name in plan.peers:
            try:
                peers.fetch(name, place)
            except sandbox.Trouble as trouble:
                note(f"goes on without {name}: {trouble}")
        try:
            return sandbox.run_inside(folder)
        except sandbox.Trouble as trouble:
            sys.exit(f"compare: {trouble}")


if __name__ == "__main__":
    sys.exit(main())
