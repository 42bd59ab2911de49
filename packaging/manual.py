#!/usr/bin/env python3
"""Man pages from what `pledged --help` is made of: pledged --experimental-dump-help | manual.py VERSION FOLDER"""
import json
import pathlib
import re
import sys


def escaped(text):
    """Text as roff reads it: no line begins with a control character, no backslash means anything."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^([.'])", r"\\&\1", text, flags=re.M)


def bold(text):
    return f"\\fB{escaped(text)}\\fR"


def spelt(argument):
    """How an argument is written, such as --home <dir>."""
    value = escaped(argument.get("valueName", ""))
    if argument["kind"] == "positional":
        return f"\\fI{value}\\fR"
    names = [("--" if name["kind"] == "long" else "-") + name["name"] for name in argument["names"]]
    tail = f" \\fI{value}\\fR" if argument["kind"] == "option" else ""
    return ", ".join(bold(name) for name in names) + tail


def synopsis(command, title):
    parts = [bold(title)]
    for argument in shown(command):
        part = spelt(argument).split(", ")[0]
        if argument["kind"] == "option" and "," in spelt(argument):
            part += f" \\fI{escaped(argument['valueName'])}\\fR"
        part += "..." if argument["isRepeating"] else ""
        parts.append(f"[{part}]" if argument["isOptional"] else part)
    return " ".join(parts)


def shown(command):
    return [argument for argument in command.get("arguments", []) if argument["shouldDisplay"]]


def paragraphs(text):
    """Indented lines stay as they are; others flow."""
    lines = []
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        lines.append(".PP")
        rows = block.split("\n")
        isListing = any(re.search(r"^\s|\bpledged [a-z]+ ", row) for row in rows) and re.match(r"(Examples?:|To begin:|\s)", block)
        if isListing:
            lines += [".nf", *[escaped(row) for row in rows], ".fi"]
        else:
            lines.append(escaped(" ".join(row.strip() for row in rows)))
    return lines


def page(command, title, version, related):
    name = title.replace(" ", "-")
    lines = [f'.TH "{name.upper()}" 1 "" "{version}" "User Commands"', ".SH NAME"]
    lines.append(f"{escaped(name)} \\- {escaped(command['abstract'].rstrip('.'))}")
    lines += [".SH SYNOPSIS", synopsis(command, title)]
    if command.get("subcommands"):
        lines[-1] += " \\fIcommand\\fR ..."
    if command.get("discussion"):
        lines += [".SH DESCRIPTION", *paragraphs(command["discussion"])[1:]]
    lines += [".SH OPTIONS"] if shown(command) else []
    for argument in shown(command):
        words = [argument.get("abstract", ""), argument.get("discussion", "")]
        if "defaultValue" in argument and argument["kind"] == "option":
            words.append(f"The default is {argument['defaultValue']}.")
        lines += [".TP", spelt(argument), escaped(" ".join(word for word in words if word)) or "\\&"]
    if command.get("subcommands"):
        lines.append(".SH COMMANDS")
        for sub in subcommands(command):
            lines += [".TP", f"\\fBpledged\\-{escaped(sub['commandName'])}\\fR(1)", escaped(sub["abstract"])]
    lines += [".SH EXIT STATUS", "0 when all went well, 1 when something that was looked at is not well; else a number of sysexits.h:"]
    for code, words in [(64, "the command was called wrongly"), (65, "what was given can't be read or used"),
                        (66, "something is missing"), (73, "something is there already"),
                        (75, "it can't be done now; another time perhaps"), (77, "this user may not")]:
        lines += [".TP", str(code), words + "."]
    lines += [".SH SEE ALSO", ", ".join(f"\\fB{escaped(other)}\\fR(1)" for other in related if other != name)]
    return "\n".join(lines) + "\n"


def subcommands(command):
    return [sub for sub in command.get("subcommands", []) if sub["shouldDisplay"] and sub["commandName"] != "help"]


def main():
    version, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    root = json.load(sys.stdin)["command"]
    folder.mkdir(parents=True, exist_ok=True)
    names = ["pledged"] + [f"pledged-{sub['commandName']}" for sub in subcommands(root)]
    (folder / "pledged.1").write_text(page(root, "pledged", version, ["pledged-init", "pledged-serve", "pledged-status"]))
    for sub in subcommands(root):
        title = f"pledged {sub['commandName']}"
        near = ["pledged"] + ([name for name in ("pledged-serve", "pledged-config", "pledged-doctor") if name in names]
                              if sub["commandName"] in ("serve", "config", "doctor", "status") else [])
        (folder / f"{title.replace(' ', '-')}.1").write_text(page(sub, title, version, near))


main()
