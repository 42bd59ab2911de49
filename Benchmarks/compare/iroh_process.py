"""Speaks with a process of iroh nodes (`iroh_node.py`)."""
import json
import os
import select
import subprocess
import time

from sandbox import Trouble

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "iroh_node.py")


class IrohProcess:
    def __init__(self, stage, python):
        self.process = stage.start([python, SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.pid = self.process.pid
        self.rest = b""

    def ask(self, what, patience=60, **words):
        """Asks for one thing and waits for its answer."""
        self.process.stdin.write(json.dumps({"do": what, **words}).encode() + b"\n")
        self.process.stdin.flush()
        answer = json.loads(self._line(what, patience))
        if "fault" in answer:
            raise Trouble(f"iroh, {what}: {answer['fault']}")
        return answer

    def _line(self, what, patience):
        deadline, pipe = time.monotonic() + patience, self.process.stdout.fileno()
        while b"\n" not in self.rest:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([pipe], [], [], left)[0]:
                raise Trouble(f"iroh, {what}: no answer in {patience} s")
            data = os.read(pipe, 65_536)
            if not data:
                raise Trouble(f"iroh, {what}: its process ended")
            self.rest += data
        line, _, self.rest = self.rest.partition(b"\n")
        return line
