"""What is measured of two processes that come to hold the same entries."""
import meters
from sandbox import Stage

NEW = (0, 10, 1_000)
"""Entries that are new in the later syncs."""


def measure(kind, program, entries, plan):
    """The figures of one run of a pair, by name, as they come."""
    with Stage(plan.cpus) as stage:
        pair = kind(stage, program, entries)
        yield {f"first sync of {entries:,}: {name}": value for name, value in pair.first().items()}
        for new in NEW:
            later = pair.again(new)
            yield {f"again, {new:,} new of {entries:,}: {name}": later[name] for name in ("s", "CPU s", "bytes")}
        pair.check()
        if entries == min(plan.entries):
            times = [1_000 * seconds for seconds in pair.push(plan.pushes)]
            yield {"live push: p50 ms": meters.share(times, 0.5), "live push: p99 ms": meters.share(times, 0.99)}
