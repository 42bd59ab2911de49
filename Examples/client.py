#!/usr/bin/env python3
"""A phone's worth of client: makes a key of its own, builds and signs a pledge, and gives it to a node.

Written from docs/ledger-format.md and the node's own /v1/openapi.json. It builds what it signs itself, and what it
signed last lies beside the key: a node that has not heard of that gets it again first, so that none that lags or
lies makes this key sign two stories. Which project a short id means is the node's word: give the whole id.

    client.py http://127.0.0.1:7412 KEYFILE PROJECT ASK UNIT AMOUNT [WORDS]
    client.py http://127.0.0.1:7412 key.hex 3f9a… 1 iso4217:EUR 2500 "From my phone"

The amount is in the unit's smallest part: cents, minutes, pieces. Needs PyNaCl.
"""
import base64, hashlib, hmac, json, os, pathlib, struct, sys, time, urllib.error, urllib.parse, urllib.request
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
    """JSON from the node, or to it; ends with one line where there is none."""
    try:
        request = urllib.request.Request(url, data and json.dumps(data).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)
    except (OSError, ValueError) as fault:
        said = fault.read(999).decode(errors="replace") if isinstance(fault, urllib.error.HTTPError) else ""
        sys.exit(f"{url}: {fault} {said}".strip())


def own_key(path):
    """The key in a file that nobody else may read, made where there is none."""
    if not os.path.exists(path):
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(bytes(SigningKey.generate()).hex())
    return SigningKey(bytes.fromhex(pathlib.Path(path).read_text().strip()))


def main(node, path, project, ask, unit, amount, words=""):
    if not (ask.isdecimal() and amount.isdecimal() and 0 < int(amount) < 2**63 and len(words.encode()) <= 16_384):
        sys.exit("ASK and AMOUNT are whole numbers, and WORDS are at most 16,384 bytes")
    key, whole = own_key(path), ask_node(f"{node}/v1/projects/{urllib.parse.quote(project)}")["id"]
    # What this key signed last: its place, its id and what was posted; written before anybody hears of it.
    notes = pathlib.Path(path + ".last")
    last = json.loads(notes.read_text()) if notes.exists() else {"seq": 0}
    if last["seq"]:
        ask_node(f"{node}/v1/entries", {"entries": [last["posted"]]})
    head = ask_node(f"{node}/v1/heads/{bytes(key.verify_key).hex()}")
    if head["seq"] < last["seq"] or 0 < head["seq"] == last["seq"] and head["head"] != last["id"]:
        sys.exit(f"this node does not hold what this key signed last, entry {last['seq']}; ask another one")
    if not whole.startswith(project.lower()):
        sys.exit(f"the node means another project, {whole}")
    facts = pledge(bytes.fromhex(whole), int(ask), unit, int(amount))
    collective, before = bytes.fromhex(head["collective"]), bytes.fromhex(head["head"])
    raw, text = entry(key, collective, before, head["seq"] + 1, facts, words)
    posted = {"entry": base64.b64encode(raw).decode()} | ({"text": base64.b64encode(text).decode()} if text else {})
    own = hashlib.sha256(b"pledged/id/1\n" + raw).hexdigest()
    with open(path + ".new", "w") as file:
        print(json.dumps({"seq": head["seq"] + 1, "id": own, "posted": posted}), file=file, flush=True)
        os.fsync(file.fileno())
    os.replace(path + ".new", notes)
    result = ask_node(f"{node}/v1/entries", {"entries": [posted]})["entries"][0]
    print(json.dumps({"id": own, "result": result["result"], "why": result["why"], "author": result.get("author")}))
    return 0 if result["result"] in ("accepted", "waits", "held") and result["id"] == own else 1


if __name__ == "__main__":
    if not 7 <= len(sys.argv) <= 8:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
