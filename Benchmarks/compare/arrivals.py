"""When an entry can be read from each home's store.

inotify tells of every write to a store's log, so nothing is polled while nothing happens; a home whose
log was written is then looked at until what was written can be read.
"""
import ctypes
import os
import select
import sqlite3
import struct
import time

MODIFIED = 0x2
LOOK_AGAIN = 0.0005
"""Seconds between a write to the log and the next look at what it committed."""
SETTLES = 1.0
"""Seconds after a write to the log in which what it committed can be read: a disk may sync in between."""

libc = ctypes.CDLL(None, use_errno=True)


class Arrivals:
    """Follows how many entries each home's store holds."""

    def __init__(self, homes):
        self.stores = [
            sqlite3.connect(f"file:{home}/ledger.sqlite?mode=ro", uri=True, isolation_level=None) for home in homes]
        self.notices = libc.inotify_init1(os.O_NONBLOCK)
        self.watches = {}
        for number, home in enumerate(homes):
            path = f"{home}/ledger.sqlite-wal".encode()
            watch = libc.inotify_add_watch(self.notices, path, MODIFIED)
            if watch < 0:
                raise OSError(ctypes.get_errno(), f"no log to watch: {path.decode()}")
            self.watches[watch] = number

    def close(self):
        os.close(self.notices)
        for store in self.stores:
            store.close()

    def entries(self, number):
        return self.stores[number].execute("SELECT sum(entries) FROM collective").fetchone()[0]

    def frontier(self, number):
        """All feeds with their heads: equal where roots are, and cheaper to look at."""
        return self.stores[number].execute(
            "SELECT author, stop, stop_id, fork FROM feed WHERE distance IS NOT NULL ORDER BY author").fetchall()

    def written(self, patience):
        """The homes whose log was written since the last call."""
        if not select.select([self.notices], [], [], patience)[0]:
            return set()
        data, found, place = os.read(self.notices, 65_536), set(), 0
        while place < len(data):
            watch, _, _, length = struct.unpack_from("iIII", data, place)
            place += 16 + length
            found.add(self.watches[watch])
        return found

    def times(self, goal, numbers, patience):
        """When each of these homes held so many entries; without those that did not in time."""
        times, now = {}, time.monotonic()
        deadline = now + patience
        looking = {number: now for number in numbers}
        while now < deadline:
            for number, since in list(looking.items()):
                if self.entries(number) >= goal:
                    times[number] = time.monotonic()
                if number in times or now - since > SETTLES:
                    del looking[number]
            if len(times) == len(numbers):
                break
            for number in self.written(LOOK_AGAIN if looking else deadline - now):
                if number in numbers and number not in times:
                    looking[number] = time.monotonic()
            now = time.monotonic()
        return times
