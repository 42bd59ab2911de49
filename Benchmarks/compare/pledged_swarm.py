"""`pledged serve`: nodes of one collective, whose members may all pledge."""
import os
import signal
import time

from arrivals import Arrivals
from pledged_home import PORT, Homes, await_listening, status
from sandbox import Trouble

GLANCE = 0.02
"""Seconds between two looks at who is linked with whom."""


class PledgedSwarm:
    name = "pledged"
    begins = "every node sees the whole"
    has_command = True

    def __init__(self, stage, program, size):
        self.homes = Homes(stage, program)
        self.folders = [self.homes.make(f"home-{number}") for number in range(size)]
        founder = self.folders[0]
        self.homes.run(founder, "found", "Village fund", "--open")
        self.project = self.homes.run(founder, "project", "Well", "--ask", "100000 EUR")["entry"]
        link = self.homes.run(founder, "invite", "--address", f"127.0.0.1:{PORT}")["link"]
        for folder in self.folders[1:]:
            self.homes.run(folder, "join", link)

    def start(self, patience):
        """Seconds until every node has a link, all were reached, and all frontiers are equal."""
        began = time.monotonic()
        self.daemons = [
            self.homes.serve(folder, number, [0] if number else []) for number, folder in enumerate(self.folders)]
        for daemon in self.daemons:
            await_listening(daemon)
        self.arrivals = Arrivals(self.folders)
        while not self._is_whole():
            if time.monotonic() - began > patience:
                raise Trouble(f"pledged: the nodes were not in step in {patience} s")
            time.sleep(GLANCE)
        took = time.monotonic() - began
        self.keys = [status(folder)["node"] for folder in self.folders]
        return took

    def _is_whole(self):
        frontier = self.arrivals.frontier(0)
        return all(self.arrivals.frontier(number) == frontier for number in range(len(self.folders))) and all(
            (status(folder) or {}).get("peers") for folder in self.folders)

    @property
    def pids(self):
        return [daemon.pid for daemon in self.daemons if daemon.poll() is None]

    def event(self, origin, alive, patience):
        """A pledge by the command line. - Returns: when the command began, and when each store held it."""
        goal = max(self.arrivals.entries(number) for number in alive) + 1
        self.arrivals.written(0)
        began = time.monotonic()
        command = self.homes.pledge(self.folders[origin], self.project)
        times = self.arrivals.times(goal, alive, patience)
        if command.wait(timeout=10):
            raise Trouble("pledged pledge failed")
        return began, times

    def lose(self, victim, how, alive, patience):
        """Sends a signal to a node. - Returns: seconds until none of its peers shows it as linked."""
        key = self.keys[victim]
        peers = [number for number in alive if number != victim and self._shows(number, key)]
        began = time.monotonic()
        os.kill(self.daemons[victim].pid, how)
        if how == signal.SIGKILL:
            self.daemons[victim].wait()
        while any(self._shows(number, key) for number in peers):
            if time.monotonic() - began > patience:
                return None
            time.sleep(GLANCE)
        return time.monotonic() - began if peers else None

    def _shows(self, number, key):
        return any(peer["node"] == key for peer in (status(self.folders[number]) or {}).get("peers", []))
