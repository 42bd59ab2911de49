"""Brings the programs to compare with into a temporary place. Nothing is installed in the system."""
import glob
import os
import subprocess
import sys

from sandbox import Trouble

IROH = "iroh==0.35.0"


def path(name, place):
    """The program of that name, where it has been brought; else nothing."""
    file = os.path.join(place, name, {"serf": "usr/bin/serf", "iroh": "bin/python"}[name])
    is_whole = name != "iroh" or glob.glob(os.path.join(place, name, "lib/python3*/site-packages/iroh-*.dist-info"))
    return file if os.path.exists(file) and is_whole else None


def fetch(name, place):
    """Brings a program, unless it is there. - Raises: Trouble that says in one line why it can't be had."""
    if path(name, place):
        return
    folder = os.path.join(place, name)
    os.makedirs(folder, exist_ok=True)
    {"serf": serf, "iroh": iroh}[name](folder)
    if not path(name, place):
        raise Trouble("the package is not what it was")


def serf(folder):
    """From Debian: unpacked, not installed."""
    run(["apt-get", "-qq", "-o", "APT::Sandbox::User=root", "download", "serf"], folder)
    run(["dpkg-deb", "-x", *glob.glob(os.path.join(folder, "serf_*.deb"))[:1], folder], folder)


def iroh(folder):
    """From PyPI, into a Python of its own."""
    run([sys.executable, "-m", "venv", folder], folder)
    run([
        os.path.join(folder, "bin/python"), "-m", "pip", "install", "-q", "--disable-pip-version-check",
        "--only-binary", ":all:", IROH], folder)


def run(command, folder):
    try:
        subprocess.run(
            command, cwd=folder, check=True, timeout=180, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE)
    except subprocess.TimeoutExpired:
        raise Trouble(f"{' '.join(command[:3])} … took more than 180 s")
    except (subprocess.CalledProcessError, OSError) as error:
        said = getattr(error, "stderr", b"") or str(error).encode()
        raise Trouble(f"{' '.join(command[:3])} …: {said.decode(errors='replace').strip().splitlines()[-1:]}")
