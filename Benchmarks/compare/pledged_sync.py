"""Two processes of `pledged`: one serves a ledger, the other takes it with `sync`."""
import os
import select
import time

import meters
from arrivals import Arrivals
from pledged_home import PORT, Homes, await_listening, status
from sandbox import Trouble

PROJECTS = 10
GLANCE = 0.003
"""Seconds between two looks at a running process's memory."""


def election(path, voters):
    """A participatory budget in which so many voters back every project."""
    lines = [
        "META", "key;value", "description;A ledger to compare with", "country;Nowhere", "unit;Nowhere", "instance;1",
        f"num_projects;{PROJECTS}", f"num_votes;{voters}", "budget;1000", "vote_type;knapsack", "rule;greedy",
        "currency;EUR", "PROJECTS", "project_id;cost;name"]
    lines += [f"{number};10;Project {number}" for number in range(1, PROJECTS + 1)]
    lines += ["VOTES", "voter_id;vote"]
    vote = ",".join(map(str, range(1, PROJECTS + 1)))
    lines += [f"{number};{vote}" for number in range(1, voters + 1)]
    with open(path, "w") as file:
        file.write("\n".join(lines) + "\n")
    return path


class PledgedSync:
    name = "pledged"

    def __init__(self, stage, program, entries):
        """A home that holds so many entries, of voters who back ten projects each, and one that holds none."""
        self.stage, self.homes = stage, Homes(stage, program)
        self.source, self.sink = self.homes.make("source"), self.homes.make("sink")
        file = election(stage.path("first.pb"), entries // PROJECTS)
        self.entries = self.homes.run(self.source, "import", "--pabulib", file, patience=300)["entries"]
        link = self.homes.run(self.source, "invite", "--address", f"127.0.0.1:{PORT}")["link"]
        self.homes.run(self.sink, "join", link)
        self.daemon = self.homes.serve(self.source, 0)
        await_listening(self.daemon)

    def first(self):
        return self._sync()

    def again(self, new):
        """A later sync, after so many new pledges. Another election would be another collective."""
        if new:
            project = self.homes.run(self.source, "list", "projects")["id"]
            for _ in range(new):
                self.homes.pledge(self.source, project).wait()
            self.entries += new
            time.sleep(0.5)
        figures = self._sync()
        self.check()
        return figures

    def _sync(self):
        """One `sync` from its start to its end as a process."""
        meters.forget_peak(self.daemon.pid)
        used, octets = meters.cpu(self.daemon.pid), meters.loopback()[1]
        began = time.monotonic()
        process = self.stage.start(
            [self.homes.program, "sync", f"127.0.0.1:{PORT}", "--json", "--home", self.sink])
        peak, end = 0, os.pidfd_open(process.pid)
        while not select.select([end], [], [], GLANCE)[0]:
            peak = max(peak, meters.memory(process.pid, "VmHWM"))
        os.close(end)
        took = time.monotonic() - began
        _, code, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(code)
        if process.returncode:
            raise Trouble(f"pledged sync ended with {process.returncode}")
        return {
            "s": took, "CPU s": usage.ru_utime + usage.ru_stime + meters.cpu(self.daemon.pid) - used,
            "bytes": meters.loopback()[1] - octets, "peak MB, receiver": peak,
            "peak MB, sender": meters.memory(self.daemon.pid, "VmHWM")}

    def check(self):
        arrivals = Arrivals([self.source, self.sink])
        same, held = arrivals.frontier(0) == arrivals.frontier(1), arrivals.entries(1)
        arrivals.close()
        if not same or held != self.entries:
            raise Trouble(f"pledged: the receiver holds {held} of {self.entries} entries")

    def push(self, count):
        """Seconds from an entry's commit in one store to its commit in the other, while both serve."""
        other = self.homes.serve(self.sink, 1, [0])
        await_listening(other)
        deadline = time.monotonic() + 20
        while not (status(self.sink) or {}).get("peers"):
            if time.monotonic() > deadline:
                raise Trouble("pledged: the two nodes did not link")
            time.sleep(0.05)
        time.sleep(1)
        project = self.homes.run(self.source, "list", "projects")["id"]
        arrivals, found = Arrivals([self.source, self.sink]), []
        for _ in range(count):
            goal = arrivals.entries(0) + 1
            command = self.homes.pledge(self.source, project)
            times = arrivals.times(goal, [0, 1], 10)
            if command.wait(timeout=10) or len(times) < 2:
                raise Trouble("pledged: a pledge was not pushed")
            found.append(times[1] - times[0])
            time.sleep(0.02)
        arrivals.close()
        return found
