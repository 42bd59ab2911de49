"""Reads the container of a pledged bundle and the entries in it, with their signatures. Written from docs/ledger-format.md alone."""
import contextlib, functools, struct
from collections import namedtuple
from nacl import bindings as sodium, exceptions
from beside import ZERO, digest
from facts import Reader, deadlines, decode, require

HIGHEST_PLACE, CORE, END = (1 << 32) - 1, 1, 255
MIXED_POINT = bytes([0x95] + [0x99] * 31)  # of order 2 L: CVE-2025-69277
Entry = namedtuple("Entry", "raw id author seq prev time commitment kind facts")  # kind: None if it is not read

entry_id = functools.partial(digest, b"id")
good_point = functools.cache(sodium.crypto_core_ed25519_is_valid_point)

class FileReader(Reader):
    """Takes the parts of a bundle."""
    def sized(self, least=212, most=4307):
        length = self.number(2)
        require(least <= length <= most, "an impossible length")
        return self.take(length)

    def feed(self):
        author, fork, stop = self.take(32), self.number(8), self.number(8)
        require(0 < max(stop, fork) <= HIGHEST_PLACE, "an impossible feed")
        return author, fork, [self.sized() for _ in range(stop)]

    def rest(self, read, key):
        """Reads items to the end; their keys have to ascend."""
        items = []
        while self.at < len(self.data):
            items.append(read(self))
            require(len(items) < 2 or key(items[-2]) < key(items[-1]), "items out of order")
        return items

    def sections(self):
        """A reader for each section but the end, after a look at magic, order, lengths and end digest."""
        found = {}
        require(self.take(17) == b"pledged/bundle/1\n", "not a bundle")
        while END not in found:
            start, kind = self.at, self.number(1)
            require(max(found, default=0) < kind and (kind <= 7 or kind == END), "a misplaced section")
            found[kind] = self.take(self.number(8))
        require(found[END] == digest(b"bundle/end", self.data[:start]) and self.at == len(self.data)
                and CORE in found and all(found.values()), "damaged")
        return [FileReader(found.get(kind, b"")) for kind in range(1, 8)]

def check_signature(key, signature, message):
    require(good_point(key) and good_point(signature[:32]), "a bad point in its key or signature")
    sodium.crypto_sign_open(signature + message, key)

def parse_entry(raw, home):
    """Reads a valid entry of a collective from 212 to 4,307 bytes; raises an error where there is none."""
    version, collective, author, seq, prev, time, commitment, n = struct.unpack(">B32s32sQ32sQ32sH", raw[:147])
    require(version == 1 and collective == home and len(raw) == 211 + n and 1 <= seq <= HIGHEST_PLACE
            and (prev == ZERO) == (seq == 1) and (home != ZERO or seq == 1), "malformed, or another ledger's")
    check_signature(author, raw[-64:], b"pledged/entry/1\n" + raw[:-64])
    facts = {}
    with contextlib.suppress(ValueError, exceptions.BadSignatureError):
        read = decode("Facts", raw[147:-64])
        require(not any(0 < deadline <= time for deadline in deadlines(read)))
        if word := read["witness"]:  # what its witness did not sign says nothing
            covers = [cover["author"] + cover["seq"].to_bytes(8, "big") + cover["id"] for cover in word["covers"]]
            word["covers"], head = covers, home + word["time"].to_bytes(8, "big")
            check_signature(word["key"], word["cosignature"], b"pledged/witness/1\n" + head + b"".join(covers))
        facts = read
    kind = next((kind for kind in facts if facts[kind] and (kind == "charter") == (home == ZERO)), None)
    return Entry(raw, entry_id(raw), author, seq, prev, time, commitment, kind, facts.get(kind))
