"""HashiCorp's serf: agents as Debian ships them, with their default settings for a local network."""
import os
import signal
import subprocess
import time

from lines import Lines
from sandbox import Trouble

GOSSIP, RPC = 17_000, 18_000
"""First port of the agents' gossip and of their control."""


class SerfSwarm:
    name = "serf"
    begins = "every node sees the whole"
    has_command = True

    def __init__(self, stage, program, size):
        self.stage, self.program, self.size = stage, program, size
        self.number = 0

    def start(self, patience):
        """Seconds until every agent knows every other."""
        began = time.monotonic()
        self.agents = [self._agent(number) for number in range(self.size)]
        self.lines = Lines({number: agent.stdout for number, agent in enumerate(self.agents)})
        known = [set() for _ in self.agents]
        while any(len(names) < self.size for names in known):
            left = began + patience - time.monotonic()
            if left <= 0:
                raise Trouble(f"serf: no full membership in {patience} s")
            for number, line, now in self.lines.next(left):
                if "EventMemberJoin: " in line:
                    known[number].add(line.split("EventMemberJoin: ")[1].split()[0])
        return time.monotonic() - began

    def _agent(self, number):
        command = [
            self.program, "agent", "-node", f"n{number}", "-bind", f"127.0.0.1:{GOSSIP + number}",
            "-rpc-addr", f"127.0.0.1:{RPC + number}"]
        if number:
            command += ["-retry-join", f"127.0.0.1:{GOSSIP}", "-retry-interval", "1s"]
        return self.stage.start(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    @property
    def pids(self):
        return [agent.pid for agent in self.agents if agent.poll() is None]

    def event(self, origin, alive, patience):
        """An event by the command line. - Returns: when the command began, and when each agent had it."""
        self.number += 1
        name = f"event-{self.number}"
        self.lines.drain()
        began = time.monotonic()
        command = self.stage.start(
            [self.program, "event", "-rpc-addr", f"127.0.0.1:{RPC + origin}", "-coalesce=false", name])
        times = self.lines.first_times(lambda line: line.endswith(f"user-event: {name}"), alive, patience)
        command.wait(timeout=10)
        return began, times

    def lose(self, victim, how, alive, patience):
        """Sends a signal to an agent. - Returns: seconds until all the others noticed; nothing if they did not."""
        self.lines.drain()
        began = time.monotonic()
        os.kill(self.agents[victim].pid, how)
        if how == signal.SIGKILL:
            self.agents[victim].wait()
        others = [number for number in alive if number != victim]
        wanted = f"EventMemberFailed: n{victim} "
        times = self.lines.first_times(lambda line: wanted in line, others, patience)
        return max(times.values()) - began if len(times) == len(others) else None
