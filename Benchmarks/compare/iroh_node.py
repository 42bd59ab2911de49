"""One process with iroh nodes in it, told what to do by JSON lines on standard input.

Runs in the Python that has `iroh`; `iroh_process.py` starts it and speaks with it. Every answer is a
JSON line too. Times are seconds of CLOCK_MONOTONIC, which all processes of a machine share.
"""
import asyncio
import json
import random
import sys
import time

import iroh

QUIET = 0.02
"""Seconds between two looks at whether a first sync has come to its end."""

AT_ONCE = 200
"""Entries that are written at the same time while a document is filled."""


def options(docs, key):
    """Loopback only: no relay is reachable and none is looked for by name."""
    return iroh.NodeOptions(
        enable_docs=docs, ipv4_addr="127.0.0.1:0", ipv6_addr="[::1]:0", secret_key=key,
        node_discovery=iroh.NodeDiscoveryConfig.NONE)


def entry_key(number):
    """Keys whose order says nothing about when they were written."""
    return random.Random(number).randbytes(16).hex().encode()


class Hearing:
    """Events of a document, each with the time at which this process heard of it."""

    def __init__(self):
        self.inserted, self.finished, self.fault = [], 0, None
        self.changed = asyncio.Event()

    async def event(self, event):
        kind = event.type()
        if kind == iroh.LiveEventType.INSERT_REMOTE:
            self.inserted.append(time.monotonic())
        elif kind == iroh.LiveEventType.SYNC_FINISHED:
            self.finished += 1
            self.fault = event.as_sync_finished().result
        self.changed.set()

    async def until(self, inserted, finished):
        while len(self.inserted) < inserted or self.finished < finished:
            self.changed.clear()
            await self.changed.wait()


class Documents:
    """A node with one document: the side that has the entries, or the side that wants them."""

    async def start(self, folder):
        self.node = await iroh.Iroh.persistent_with_options(folder, options(True, None))
        self.hearing = Hearing()
        return {}

    async def create(self):
        self.author = await self.node.authors().create()
        self.doc = await self.node.docs().create()
        added = await self.node.blobs().add_bytes(b"one content for every entry")
        self.hash, self.size = added.hash, added.size
        return {}

    async def fill(self, first, count):
        """Entries that all have the same content, so that only entries travel."""
        numbers = range(first, first + count)
        for start in range(0, count, AT_ONCE):
            await asyncio.gather(*(
                self.doc.set_hash(self.author, entry_key(number), self.hash, self.size)
                for number in numbers[start:start + AT_ONCE]))
        return {}

    async def ticket(self):
        ticket = await self.doc.share(iroh.ShareMode.READ, iroh.AddrInfoOptions.ADDRESSES)
        return {"ticket": str(ticket), "author": str(self.author)}

    async def join(self, ticket, author, last):
        """First sync, over when the entry that is last in the order is here. Nobody hears events."""
        began = time.monotonic()
        self.ticket = iroh.DocTicket(ticket)
        self.doc = await self.node.docs().join(self.ticket)
        query = iroh.Query.author_key_exact(iroh.AuthorId.from_string(author), last.encode())
        while await self.doc.get_one(query) is None:
            await asyncio.sleep(QUIET)
        return {"seconds": time.monotonic() - began}

    async def count(self):
        return {"entries": len(await self.doc.get_many(iroh.Query.all(None)))}

    async def listen(self):
        await self.doc.subscribe(self.hearing)
        return {}

    async def leave(self):
        await self.doc.leave()
        return {}

    async def again(self, addresses, node, new):
        """A later sync, over when it says so and all that is new is here."""
        heard, finished = len(self.hearing.inserted), self.hearing.finished
        began = time.monotonic()
        address = iroh.NodeAddr(iroh.PublicKey.from_string(node), None, addresses)
        await self.doc.start_sync([address])
        await self.hearing.until(heard + new, finished + 1)
        return {"seconds": time.monotonic() - began}

    async def address(self):
        address = await self.node.net().node_addr()
        return {"addresses": address.direct_addresses(), "node": await self.node.net().node_id()}

    async def write(self, number):
        """One entry with a content of its own. Answers with the time before it was written."""
        began = time.monotonic()
        await self.doc.set_bytes(self.author, entry_key(number), b"content %d" % number)
        return {"began": began}

    async def heard(self, count):
        """The time at which the newest of so many remote entries came."""
        await self.hearing.until(count, 0)
        return {"at": self.hearing.inserted[count - 1]}

    async def heard_so_far(self):
        return {"count": len(self.hearing.inserted)}


class Ears:
    """What one node of the swarm hears."""

    def __init__(self, swarm):
        self.swarm, self.neighbours = swarm, 0
        self.times = {}

    async def on_message(self, message):
        kind = message.type()
        if kind == iroh.MessageType.NEIGHBOR_UP:
            self.neighbours += 1
        elif kind == iroh.MessageType.NEIGHBOR_DOWN:
            self.neighbours -= 1
        elif kind == iroh.MessageType.JOINED:
            self.neighbours = max(self.neighbours, 1)
        elif kind == iroh.MessageType.RECEIVED:
            self.times.setdefault(bytes(message.as_received().content), time.monotonic())
        self.swarm.changed.set()


class Swarm:
    """Many nodes that gossip about one topic."""

    async def start_swarm(self, size):
        self.changed = asyncio.Event()
        self.nodes = [await iroh.Iroh.memory_with_options(options(False, None)) for _ in range(size)]
        first = await self.nodes[0].net().node_addr()
        began = time.monotonic()
        self.ears = [Ears(self) for _ in self.nodes]
        self.senders = []
        for index, (node, ears) in enumerate(zip(self.nodes, self.ears)):
            if index:
                await node.net().add_node_addr(first)
            known = [await self.nodes[0].net().node_id()] if index else []
            self.senders.append(await node.gossip().subscribe(bytes(32), known, ears))
        await self.until(lambda: all(ears.neighbours > 0 for ears in self.ears))
        return {"seconds": time.monotonic() - began}

    async def until(self, is_so):
        while not is_so():
            self.changed.clear()
            await self.changed.wait()

    async def event(self, origin, name, seconds):
        """Says something. Answers with when it was said, and when each other node heard it."""
        content = name.encode()
        began = time.monotonic()
        await self.senders[origin].broadcast(content)
        others = [ears for index, ears in enumerate(self.ears) if index != origin]
        try:
            await asyncio.wait_for(self.until(lambda: all(content in ears.times for ears in others)), seconds)
        except TimeoutError:
            pass
        return {"began": began, "heard": [ears.times[content] for ears in others if content in ears.times]}


class Process(Documents, Swarm):
    pass


async def main():
    loop = asyncio.get_running_loop()
    iroh.iroh_ffi.uniffi_set_event_loop(loop)
    process = Process()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        asked = json.loads(line)
        try:
            answer = await getattr(process, asked.pop("do"))(**asked)
        except iroh.iroh_ffi.IrohError as error:
            answer = {"fault": error.message()}
        print(json.dumps(answer), flush=True)


asyncio.run(main())
