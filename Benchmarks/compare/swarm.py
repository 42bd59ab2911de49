"""What is measured of a swarm of nodes, whichever program they run."""
import random
import signal
import time

import meters
from sandbox import Stage, Trouble

WARM_UP = 5
"""Events that are not counted: a tree has to grow first."""
EVENT_PATIENCE = 60
"""Longer than any of the programs takes between two rounds of repair, so that a slow repair shows as a figure."""
START_PATIENCE = 60
LOSS_PATIENCE = 60
SETTLE = 3
"""Seconds of peace before rest is measured."""


def measure(kind, program, plan):
    """The figures of one run of a swarm, by name, as they come."""
    with Stage(plan.cpus) as stage:
        swarm = kind(stage, program, plan.nodes)
        yield {f"start: {swarm.begins}, s": swarm.start(START_PATIENCE)}
        time.sleep(SETTLE)
        resting = meters.rest(swarm.pids, plan.nodes, plan.rest)
        yield resting
        yield events(swarm, plan, resting["rest: bytes/s a node"] * plan.nodes)
        if swarm.lose:
            yield from losses(swarm, plan)


def events(swarm, plan, bytes_at_rest):
    """How long one event takes to reach everybody, one after the other, from changing nodes."""
    draw = random.Random(1)
    alive = list(range(plan.nodes))
    command, spread, octets, seconds, first = [], [], 0, 0.0, None
    for number in range(WARM_UP + plan.events):
        before, begin = meters.loopback()[1], time.monotonic()
        began, times = swarm.event(number * 7 % plan.nodes, alive, EVENT_PATIENCE)
        if len(times) < plan.nodes:
            raise Trouble(f"{swarm.name}: an event reached {len(times)} of {plan.nodes} nodes in {EVENT_PATIENCE} s")
        # No event begins in step with a timer of the nodes.
        time.sleep(draw.uniform(0.05, 0.25))
        first = first or max(times.values()) - began
        if number >= WARM_UP:
            command.append(1_000 * (max(times.values()) - began))
            spread.append(1_000 * (max(times.values()) - min(times.values())))
            octets += meters.loopback()[1] - before
            seconds += time.monotonic() - begin
    figures = {"event: the very first, s": first}
    if swarm.has_command:
        figures |= {
            "event: command to last node, p50 ms": meters.share(command, 0.5),
            "event: command to last node, p99 ms": meters.share(command, 0.99)}
    return figures | {
        "event: first to last node, p50 ms": meters.share(spread, 0.5),
        "event: first to last node, p99 ms": meters.share(spread, 0.99),
        "event: bytes a delivery": (octets - seconds * bytes_at_rest) / (len(spread) * (plan.nodes - 1)),
    }


def losses(swarm, plan):
    """How long it takes until the loss of a node is known: one that is killed, then one that falls silent."""
    alive = list(range(plan.nodes))
    for victim, how, name in ((plan.nodes // 2, signal.SIGKILL, "killed"), (plan.nodes // 3, signal.SIGSTOP, "frozen")):
        took = swarm.lose(victim, how, alive, LOSS_PATIENCE)
        if took is None:
            raise Trouble(f"{swarm.name}: the loss of a {name} node was not noticed in {LOSS_PATIENCE} s")
        yield {f"loss: {name} node noticed, s": took}
        alive.remove(victim)
