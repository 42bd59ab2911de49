"""A network and process namespace of our own, and the processes started in it.

On the loopback interface of that network nothing counts but what is measured, no address outside it
can be reached, and the kernel ends every process in it as soon as this program ends, however it ends.
"""
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile

INSIDE = "PLEDGED_COMPARE_INSIDE"


class Trouble(Exception):
    """A measurement that could not be made, in one line."""


def is_inside():
    return os.environ.get(INSIDE) == "yes"


def run_inside(folder):
    """Runs this program again inside, with its temporary files in a folder. - Returns: how it ended."""
    tool = ["unshare", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"]
    if os.geteuid() != 0:
        tool.append("--map-root-user")
    for name in ("unshare", "ip"):
        if not shutil.which(name):
            raise Trouble(f"{name} is needed (Debian's util-linux and iproute2)")
    if subprocess.run([*tool, "true"], capture_output=True).returncode:
        raise Trouble("this machine lets nobody make namespaces, and without them bytes can't be told apart; try as root")
    environment = {**os.environ, INSIDE: "yes", "TMPDIR": folder}
    again = ["sh", "-c", 'ip link set lo up && exec "$@"', "sh", sys.executable, *sys.argv]
    child = subprocess.Popen([*tool, *again], env=environment, preexec_fn=_die_with_parent)
    # unshare minds no SIGTERM or SIGINT while it waits; its end ends all that is inside.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: child.kill())
    return child.wait()


def _die_with_parent():
    """Runs in the child: ends it when its parent ends (prctl PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class Stage:
    """A temporary folder and the processes of one measurement; both are gone at its end."""

    def __init__(self, cpus):
        self.cpus = cpus
        self.processes = []

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="stage-")
        return self

    def __exit__(self, *_):
        for process in self.processes:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        for process in self.processes:
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    pipe.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def start(self, command, **options):
        """Starts something in a process group of its own, on the CPUs of the comparison."""
        options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **options}
        process = subprocess.Popen(
            command, start_new_session=True, preexec_fn=lambda: os.sched_setaffinity(0, self.cpus), **options)
        self.processes.append(process)
        return process

    def run(self, command, patience=120):
        """Runs something to its end, which must be a good one. - Returns: what it printed."""
        process = self.start(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            output, errors = process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            raise Trouble(f"{command[0]} {command[1]} took more than {patience} s")
        finally:
            process.stderr.close()
        if process.returncode:
            raise Trouble(f"{command[0]} {command[1]}: {errors.decode(errors='replace').strip().splitlines()[-1:]}")
        self.processes.remove(process)
        return output.decode()
