"""What the kernel says of processes and of the loopback interface."""
import os
import time

TICK = 1 / os.sysconf("SC_CLK_TCK")


def loopback():
    """Packets and bytes that the loopback interface has carried, headers included."""
    with open("/proc/net/dev") as table:
        line = next(line for line in table if line.strip().startswith("lo:"))
    numbers = line.split(":")[1].split()
    return int(numbers[1]), int(numbers[0])


def cpu(pid):
    """Seconds of CPU that a process's threads have used."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK


def memory(pid, field="VmRSS"):
    """Megabytes resident now, or at their highest (VmHWM)."""
    try:
        with open(f"/proc/{pid}/status") as file:
            line = next((line for line in file if line.startswith(field + ":")), "x 0")
    except ProcessLookupError:
        line = "x 0"
    return int(line.split()[1]) / 1024


def portion(pid):
    """Megabytes of the machine's memory that a process takes: what it shares with others in equal parts (its Pss)."""
    with open(f"/proc/{pid}/smaps_rollup") as file:
        line = next(line for line in file if line.startswith("Pss:"))
    return int(line.split()[1]) / 1024


def forget_peak(pid):
    """Lets a process's highest memory begin anew (see proc(5), clear_refs)."""
    with open(f"/proc/{pid}/clear_refs", "w") as file:
        file.write("5")


def rest(pids, nodes, seconds):
    """What nodes cost that have nothing to do, each."""
    packets, octets = loopback()
    used = sum(map(cpu, pids))
    began = time.monotonic()
    time.sleep(seconds)
    took = time.monotonic() - began
    more_packets, more_octets = loopback()
    return {
        "rest: packets/s a node": (more_packets - packets) / took / nodes,
        "rest: bytes/s a node": (more_octets - octets) / took / nodes,
        "rest: CPU % a node": 100 * (sum(map(cpu, pids)) - used) / took / nodes,
        "rest: memory a node, MB": sum(map(portion, pids)) / nodes,
        "rest: memory a node, shared code in each, MB": sum(map(memory, pids)) / nodes,
    }


def share(values, part):
    """The value that this part of all values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]
