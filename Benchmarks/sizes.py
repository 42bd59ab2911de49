#!/usr/bin/env python3
"""How large a machine a ledger of some size takes: prints a row of docs/keeper.md's table for each home.

    sizes.py PLEDGED HOME…

A home holds one collective; `make bench FIGURES="mixed members=100 keep=HOME"` makes one with 100 members and 10,000
entries of all kinds. It is left as it is. Measured are a first sync over loopback into an empty folder by the program
itself (time, and memory at its highest), what lies on the disk after it, and a node that serves the ledger and shows
its pages: memory once it is ready, after every page was looked at, and the time until it answers.
"""
import json, os, pathlib, shutil, subprocess, sys, tempfile, time, urllib.request

PAGES = ["/", "/causes", "/members", "/audit", "/network"]


def run(program, home, *words):
    """What a command prints as JSON."""
    done = subprocess.run([program, *words, "--json", "--home", str(home)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(words)}: {done.stderr.strip()}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def memory(process, field):
    """Megabytes of a running process: VmRSS now, VmHWM at its highest."""
    lines = pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(field)), 0)


class Node:
    """A node that serves a home."""
    def __init__(self, program, home, *options):
        began = time.monotonic()
        self.process = subprocess.Popen(
            [program, "serve", "--listen", "127.0.0.1:0", "--log", "warning", "--json", "--home", str(home), *options],
            stdout=subprocess.PIPE, text=True)
        self.told = json.loads(self.process.stdout.readline())
        self.ready = time.monotonic() - began

    def end(self):
        self.process.terminate()
        self.process.wait(60)


def first_sync(program, sink, address):
    """Seconds, and megabytes at the highest, of a first sync."""
    began, peak = time.monotonic(), 0
    process = subprocess.Popen([program, "sync", address, "--json", "--home", str(sink)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        try:
            peak = max(peak, memory(process, "VmHWM:"))
        except OSError:
            pass
        time.sleep(0.005)
    if process.returncode:
        sys.exit(f"sync ended with {process.returncode}")
    return time.monotonic() - began, peak


def measure(program, home, work):
    collective = next(one for one in run(program, home, "status")[0]["collectives"] if one["current"])
    source = Node(program, home, "--no-web")
    sink = work / "sink"
    run(program, sink, "init", "--node")
    run(program, sink, "join", "pledged:" + collective["id"])
    seconds, peak = first_sync(program, sink, source.told["listening"])
    sender = memory(source.process, "VmHWM:")
    source.end()
    disk = sum(path.stat().st_size for path in sink.rglob("*") if path.is_file())
    node = Node(program, sink, "--web", "127.0.0.1:0")
    ready = memory(node.process, "VmRSS:")
    for path in PAGES:
        urllib.request.urlopen(node.told["page"].rstrip("/") + path, timeout=120).read()
    looked = memory(node.process, "VmHWM:")
    node.end()
    shutil.rmtree(sink)
    return {
        "entries": collective["entries"], "feeds": collective["feeds"], "ledger_mb": collective["bytes"] / 1e6,
        "disk_mb": disk / 1e6, "sync_s": seconds, "sync_peak_mb": peak, "sender_peak_mb": sender,
        "ready_s": node.ready, "serving_mb": ready, "looked_at_mb": looked,
    }


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    os.environ["PLEDGED_NO_LAN"] = "1"
    with tempfile.TemporaryDirectory() as folder:
        for home in sys.argv[2:]:
            row = measure(sys.argv[1], pathlib.Path(home), pathlib.Path(folder))
            print(json.dumps({name: round(value, 2) for name, value in row.items()}), flush=True)
