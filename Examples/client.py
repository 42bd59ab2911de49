#!/usr/bin/env python3
"""A phone's worth of client: makes a key of its own, builds and signs a pledge, and gives it to a node.

Written from docs/ledger-format.md and the node's own /v1/openapi.json. It trusts the node with nothing: what
it signs it has built itself, and an entry's id says whether the node really holds it.

    client.py http://127.0.0.1:7412 KEYFILE PROJECT ASK UNIT AMOUNT [WORDS]
    client.py http://127.0.0.1:7412 key.hex 3f9a… 1 iso4217:EUR 2500 "From my phone"

The amount is in the unit's smallest part: cents, minutes, pieces. Needs PyNaCl.
"""
import base64, hashlib, hmac, json, os, struct, sys, time, urllib.parse, urllib.request
from nacl.signing import SigningKey


def varint(number):
    """A protobuf varint."""
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes(out) + bytes([number])


def field(number, value):
    """One protobuf field: an integer or bytes. Zero and nothing are left out."""
    if not value:
        return b""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def pledge(project, ask, unit, amount):
    """The facts of a pledge: kind 8 of proto/facts.proto."""
    return field(8, field(1, project) + field(2, ask) + field(3, unit.encode()) + field(4, amount))


def entry(key, collective, head, seq, facts, words):
    """One signed entry and its salted text."""
    text = os.urandom(32) + words.encode() if words else b""
    commitment = hmac.digest(text[:32], text[32:], "sha256") if words else bytes(32)
    body = b"".join([
        b"\x01", collective, bytes(key.verify_key), struct.pack(">Q", seq), head,
        struct.pack(">Q", int(time.time() * 1000)), commitment, struct.pack(">H", len(facts)), facts])
    return body + key.sign(b"pledged/entry/1\n" + body).signature, text


def ask_node(url, data=None):
    """JSON from the node, or to it."""
    body = None if data is None else json.dumps(data).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"} if body else {})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def own_key(path):
    """The key in a file that nobody else may read, made where there is none."""
    if not os.path.exists(path):
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(bytes(SigningKey.generate()).hex())
    with open(path) as file:
        return SigningKey(bytes.fromhex(file.read().strip()))


def main(node, path, project, ask, unit, amount, words=""):
    key = own_key(path)
    whole = ask_node(f"{node}/v1/projects/{urllib.parse.quote(project)}")["id"]
    head = ask_node(f"{node}/v1/heads/{bytes(key.verify_key).hex()}")
    facts = pledge(bytes.fromhex(whole), int(ask), unit, int(amount))
    # One key, one program: two that sign at the same place would tell two stories.
    raw, text = entry(
        key, bytes.fromhex(head["collective"]), bytes.fromhex(head["head"]), head["seq"] + 1, facts, words)
    posted = {"entry": base64.b64encode(raw).decode()}
    if text:
        posted["text"] = base64.b64encode(text).decode()
    result = ask_node(f"{node}/v1/entries", {"entries": [posted]})["entries"][0]
    own = hashlib.sha256(b"pledged/id/1\n" + raw).hexdigest()
    print(json.dumps({"id": own, "result": result["result"], "why": result["why"], "author": result.get("author")}))
    return 0 if result["result"] in ("accepted", "waits", "held") and result["id"] == own else 1


if __name__ == "__main__":
    if not 7 <= len(sys.argv) <= 8:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
