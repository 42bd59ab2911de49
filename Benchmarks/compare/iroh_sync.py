"""Two processes of iroh, each with one node: one has a document, the other takes it."""
import random
import time

import meters
from iroh_process import IrohProcess
from sandbox import Trouble


def entry_key(number):
    """The same as in `iroh_node.py`."""
    return random.Random(number).randbytes(16).hex()


class IrohSync:
    name = "iroh"

    def __init__(self, stage, python, entries):
        self.source, self.sink = IrohProcess(stage, python), IrohProcess(stage, python)
        self.source.ask("start", folder=stage.path("source"))
        self.sink.ask("start", folder=stage.path("sink"))
        self.source.ask("create")
        self.source.ask("fill", 300, first=0, count=entries)
        self.entries = entries
        self.address = self.source.ask("address")

    def first(self):
        ticket = self.source.ask("ticket")
        last = max(entry_key(number) for number in range(self.entries))
        figures = self._measured(lambda: self.sink.ask("join", 300, last=last, **ticket))
        self.check()
        self.sink.ask("listen")
        return figures

    def again(self, new):
        """A later sync, after so many entries were written while the two were apart."""
        self.sink.ask("leave")
        self.source.ask("fill", first=self.entries, count=new)
        self.entries += new
        time.sleep(0.5)
        return self._measured(lambda: self.sink.ask("again", new=new, **self.address))

    def _measured(self, sync):
        pids = [self.source.pid, self.sink.pid]
        for pid in pids:
            meters.forget_peak(pid)
        used, octets = sum(map(meters.cpu, pids)), meters.loopback()[1]
        took = sync()["seconds"]
        return {
            "s": took, "CPU s": sum(map(meters.cpu, pids)) - used, "bytes": meters.loopback()[1] - octets,
            "peak MB, receiver": meters.memory(self.sink.pid, "VmHWM"),
            "peak MB, sender": meters.memory(self.source.pid, "VmHWM")}

    def check(self):
        held = self.sink.ask("count", 120)["entries"]
        if held != self.entries:
            raise Trouble(f"iroh: the receiver holds {held} of {self.entries} entries")

    def push(self, count):
        """Seconds from before an entry is written at one node to the other's being told of it."""
        heard = self.sink.ask("heard_so_far")["count"]
        found = []
        for number in range(count):
            began = self.source.ask("write", number=self.entries)["began"]
            self.entries += 1
            found.append(self.sink.ask("heard", 10, count=heard + number + 1)["at"] - began)
            time.sleep(0.02)
        return found
