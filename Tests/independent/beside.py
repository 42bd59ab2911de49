"""What a verifier of bundles looks at besides the views: the frontier's root, texts, erasures, definitions beside feeds."""
import hashlib, hmac

ZERO = bytes(32)

def digest(label, *parts):
    return hashlib.sha256(b"pledged/" + label + b"/1\n" + b"".join(parts)).digest()

def top_hash(leaves, depth=0):
    """The hash over leaves that share so many nibbles; a leaf is its key in hex and its hash."""
    if len(leaves) < 2:
        return leaves[0][1] if leaves else ZERO
    children = [[leaf for leaf in leaves if leaf[0][depth] == nibble] for nibble in "0123456789abcdef"]
    bitmap = sum(1 << nibble for nibble, child in enumerate(children) if child).to_bytes(2, "big")
    hashes = [top_hash(child, depth + 1) for child in children if child]
    return digest(b"node", bytes([depth]), bitmap, *hashes)

def root(ledger):
    leaves = []
    for author, chain in ledger.feeds.items():
        stop, fork = (number.to_bytes(8, "big") for number in (len(chain), ledger.forks.get(author, 0)))
        leaf = digest(b"leaf", author, stop, chain[-1].id if chain else ZERO, fork)
        leaves.append((hashlib.sha256(author).hexdigest(), leaf))
    return digest(b"root", ledger.collective, top_hash(leaves))

def erased_by(ledger, entry):
    """The id whose text an entry erases; None for no text."""
    target = ledger.known.get(entry.facts["target"]) if entry.kind == "retract" else None
    return target.id if target and target.author == entry.author and entry.facts["erase"] else None

def check(ledger, core, definitions, erasures, texts):
    """What stands beside the feeds has to be of use; texts are as committed to, and not erased."""
    for entry in definitions:
        wanted = entry.id in ledger.named - ledger.known.keys() and entry.seq <= ledger.most
        ledger.note(wanted, f"definition {entry.id.hex()}: unwanted")
        ledger.known[entry.id] = entry
    targets = [erased_by(ledger, entry) for entry in erasures]
    ledger.note(all(targets) and len(set(targets)) == len(targets), "an erasure that erases nothing more")
    erased = {*targets, *(erased_by(ledger, entry) for entry in core)}
    for owner, text in texts:
        entry, salt, words = ledger.known.get(owner), text[:32], text[32:]
        ledger.note(entry and hmac.digest(salt, words, "sha256") == entry.commitment and owner not in erased
                    and words.decode(errors="ignore").encode() == words,
                    f"text of {owner.hex()}: of no entry here, altered, or erased")
