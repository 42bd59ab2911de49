"""iroh's gossip: nodes of one topic, all in one process, which spares them 19 runtimes."""
from iroh_process import IrohProcess


class IrohSwarm:
    name = "iroh"
    begins = "every node has a neighbour"
    has_command = False

    def __init__(self, stage, python, size):
        self.process, self.size, self.number = IrohProcess(stage, python), size, 0

    def start(self, patience):
        """Seconds until every node has a neighbour, once its socket is open."""
        return self.process.ask("start_swarm", patience, size=self.size)["seconds"]

    @property
    def pids(self):
        return [self.process.pid]

    def event(self, origin, alive, patience):
        """A message. - Returns: when it was said, and when each node heard it."""
        self.number += 1
        answer = self.process.ask(
            "event", patience + 10, origin=origin, name=f"event-{self.number}", seconds=patience)
        others = [number for number in range(self.size) if number != origin]
        times = dict(zip(others, answer["heard"]))
        times[origin] = answer["began"]
        return answer["began"], times

    lose = None
    """Its nodes share a process: none can be killed alone."""
