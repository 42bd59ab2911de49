"""Lines of many processes, with the time at which each came."""
import os
import selectors
import time


class Lines:
    def __init__(self, pipes):
        """`pipes`: by the number of the process that writes into each."""
        self.selector = selectors.DefaultSelector()
        self.parts = {}
        for number, pipe in pipes.items():
            os.set_blocking(pipe.fileno(), False)
            self.selector.register(pipe, selectors.EVENT_READ, number)
            self.parts[number] = b""

    def drain(self):
        """Forgets what was said so far."""
        while self.next(0):
            pass

    def next(self, patience):
        """What came, as (process, line, time); nothing once patience ends."""
        ready = self.selector.select(patience)
        now = time.monotonic()
        found = []
        for key, _ in ready:
            data = key.fileobj.read()
            if not data:
                self.selector.unregister(key.fileobj)
                continue
            *whole, self.parts[key.data] = (self.parts[key.data] + data).split(b"\n")
            found += [(key.data, line.decode(errors="replace"), now) for line in whole]
        return found

    def first_times(self, wanted, numbers, patience):
        """When each of these processes first said something wanted; without those that did not in time."""
        times, deadline = {}, time.monotonic() + patience
        while len(times) < len(numbers) and (left := deadline - time.monotonic()) > 0:
            for number, line, now in self.next(left):
                if number in numbers and number not in times and wanted(line):
                    times[number] = now
        return times
