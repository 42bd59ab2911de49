#!/usr/bin/env python3
"""Verifies a pledged bundle. Written from docs/ledger-format.md alone; shares no code with the program.

Prints one JSON object; ends with 0 (nothing found), 1 (findings), 65 (no whole bundle) or 64 (wrong usage).
"""
import json, pathlib, sys
from beside import ZERO, root
from bundle_file import MIXED_POINT, good_point
from ledger import Ledger

def report(ledger):
    """What it prints."""
    return {"collective": ledger.collective.hex(), "entries": sum(map(len, ledger.feeds.values())),
            "feeds": len(ledger.feeds), "kept": len(ledger.kept), "forks": len(ledger.forks.keys() & ledger.feeds),
            "root": (root(ledger) if ledger.rules else ZERO).hex(), "signatures": ledger.signatures,
            "totals": ledger.totals(), "findings": ledger.findings}

def main(arguments):
    """Prints the report on a file. Returns the status to end with."""
    if len(arguments) != 1 or good_point(MIXED_POINT):
        print("usage: verify_bundle.py FILE (with a libsodium that refuses bad points)", file=sys.stderr)
        return 64
    try:
        said = report(Ledger(pathlib.Path(arguments[0]).read_bytes()))
    except (ValueError, OSError) as reason:
        said = {"findings": [str(reason)]}
    print(json.dumps(said, sort_keys=True))
    return 65 if "root" not in said else 1 if said["findings"] else 0

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
