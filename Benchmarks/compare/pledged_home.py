"""Homes of `pledged`, and what their daemons say through their control sockets."""
import json
import select
import socket
import subprocess

from sandbox import Trouble

PORT = 17_400
"""First port of the nodes."""


class Homes:
    """Makes homes with the program, as its users do."""

    def __init__(self, stage, program):
        self.stage, self.program = stage, program
        self.quiet = ["--no-lan"] if "--no-lan" in stage.run([program, "serve", "--help"]) else []

    def run(self, home, *words, patience=120):
        """A command's answer."""
        output = self.stage.run([self.program, *words, "--json", "--home", home], patience)
        return json.loads(output.splitlines()[0])

    def make(self, name):
        home = self.stage.path(name)
        self.run(home, "init")
        return home

    def serve(self, home, number, peers=()):
        """Starts a daemon on the port of that number."""
        command = [
            self.program, "serve", "--listen", f"127.0.0.1:{PORT + number}", "--log", "error", *self.quiet,
            "--home", home]
        for peer in peers:
            command += ["--peer", f"127.0.0.1:{PORT + peer}"]
        return self.stage.start(command, stdout=subprocess.PIPE)

    def pledge(self, home, project):
        """Starts the command that signs one entry."""
        return self.stage.start([self.program, "pledge", project, "1 EUR", "--home", home])


def await_listening(daemon):
    if not select.select([daemon.stdout], [], [], 20)[0] or not daemon.stdout.readline().startswith(b"listening"):
        raise Trouble("pledged serve did not start")


def status(home):
    """What a daemon says of itself; nothing where none answers."""
    try:
        with socket.socket(socket.AF_UNIX) as control:
            control.settimeout(2)
            control.connect(f"{home}/control.sock")
            control.sendall(b'{"do":"status"}\n')
            with control.makefile() as answer:
                return json.loads(answer.readline())
    except (OSError, ValueError):
        return None
