"""Reads the facts of a pledged entry in their canonical form. Written from docs/ledger-format.md alone."""
import re

# Number, name, and type or range of each field. `*N` is a list of at most N; no id comes twice in one.
# Facts with anything else are void, or of a kind that no part of this depends on.
SCHEMA_TEXT = """
Facts: 1 charter Charter, 2 profile Profile, 3 vouch Vouch, 4 problem Problem, 5 cause Cause, 6 project Project, 7 round Round,
  8 pledge Pledge, 9 settle Settle, 10 report Report, 11 endorse Endorse, 12 witness Witness, 13 retract Retract;
Charter: 1 rules_version u32, 2 founders id*100, 3 admission 0..1, 4 vouches_needed u32, 5 ladder ladder,
  6 witnesses id*61, 7 quorum 0..41, 8 default_rules RoundRules, 9 max_feed_entries 0..10000000, 10 max_feed_bytes 0..1099511627776;
RoundRules: 1 rule 0..2, 2 cap u64, 3 step u64; Loan: 1 repay_by 1..18446744073709551615;
Vouch: 1 subject id, 2 scope scope?, 3 until u64, 4 level 0..3; Retract: 1 target id, 2 erase 0..1;
Problem: 1 place plain, 2 same_as id?; Cause: 1 cause id, 2 effect id, 3 strength 1..3, 4 evidence id*8;
Project: 1 revises id*8, 2 stewards id*16, 3 recipient id?, 4 host id?, 5 addresses id*16, 6 asks Ask*64,
  7 lock u64, 8 settle_by u64, 9 split Share*16, 10 bonus Amount; Share: 1 key id, 2 parts 1..10000;
Ask: 1 ask 1..65535, 2 unit unit, 3 min u64, 4 target sum, 5 tag tag?; Amount: 1 unit unit, 2 amount sum;
Round: 1 pool_unit unit, 2 rule 0..2, 3 eligible id*100, 4 lock u64, 5 step most, 6 cap most;
Pledge: 1 to id, 2 ask u32, 3 unit unit, 4 amount sum, 5 joint id*8, 6 min_people 0..1000000, 7 loan Loan;
Report: 1 project id, 2 metric tag?, 3 unit unit?, 4 value zigzag, 5 from u64, 6 to u64, 7 spent Amount,
  8 evidence id*8; Witness: 1 key id, 2 time 1..9223372036854775807, 3 covers Cover*50, 4 cosignature sig;
Profile: 1 role 0..4, 2 skills tag*32, 3 capacity Amount*16, 4 next_key_hash id?; Settle: 1 pledge id, 2 side 1..5,
  3 amount most, 4 counter id?; Cover: 1 author id, 2 seq 1..4294967295, 3 id id; Endorse: 1 target id, 2 stance 0..4, 3 as 0..5, 4 re id?;
"""
RANGES = {"u32": "0..4294967295", "u64": "0..18446744073709551615", "sum": "1..1000000000000000",
          "most": "0..1000000000000000", "zigzag": "0..2000000000000000"}
FORMS = {"id": rb"(?s:.{32})", "sig": rb"(?s:.{64})", "id?": rb"(?s:.{32})?", "tag": rb"[a-z0-9-]{1,32}", "tag?": rb"([a-z0-9-]{1,32})?",
         "scope?": rb"(skill:[a-z0-9-]{1,32})?", "unit": rb"iso4217:[A-Z]{3}|time:min|item:[a-z0-9-]{1,32}",
         "unit?": rb"(iso4217:[A-Z]{3}|time:min|item:[a-z0-9-]{1,32})?", "plain": rb"(?s:.{0,64})",
         "ladder": rb"([\x00-\x7f]|[\x80-\xff][\x01-\x06]|[\x80-\xe8]\x07){0,16}"}  # varints up to 1,000
BETWEEN = {  # what the fields of a message have to be to each other
    "Facts": lambda f: sum(message is not None for message in f.values()) == 1,
    "Charter": lambda f: (max(1, f["vouches_needed"]) <= len(f["founders"])
                          and f["quorum"] == (len(f["witnesses"]) + 1) * 2 // 3
                          and len(f["witnesses"]) % 3 == (f["quorum"] > 0) and not 0 < f["max_feed_bytes"] < 8192),
    "Witness": lambda f: f["covers"] and all(a["author"] < b["author"] for a, b in zip(f["covers"], f["covers"][1:])),
    "Profile": lambda f: len({part["unit"] for part in f["capacity"]}) == len(f["capacity"]), "Settle": lambda f: f["amount"] or f["side"] == 3,
    "Ask": lambda f: f["min"] <= f["target"], "Pledge": lambda f: f["to"] not in f["joint"], "Cause": lambda f: f["cause"] != f["effect"],
    "Problem": lambda f: not NOT_PLAIN.search(f["place"].decode()),
    "Report": lambda f: ((f["metric"] or not f["unit"] and not f["value"]) and (not f["to"] or f["from"] <= f["to"])),
    "Project": lambda f: (all(a["ask"] < b["ask"] for a, b in zip(f["asks"], f["asks"][1:]))
                          and len({share["key"] for share in f["split"]}) == len(f["split"])
                          and (not f["lock"] or not f["settle_by"] or f["lock"] <= f["settle_by"]))}
NOT_PLAIN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
NAMES = {"problem": ["same_as"], "cause": ["cause", "effect"], "project": ["revises", "addresses"],
         "round": ["eligible"], "pledge": ["to", "joint"], "report": ["project"]}
VARINT = re.compile(rb"[\x80-\xff]{1,9}[\x01-\x7f]|[\x00-\x7f]")

def require(truth, why=""):
    if not truth:
        raise ValueError(why)

class Reader:
    """Takes parts from the front of some bytes; a ValueError when they run out, or can't be."""
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        require(self.at + count <= len(self.data), "cut short")
        self.at += count
        return self.data[self.at - count:self.at]

    def number(self, size):
        return int.from_bytes(self.take(size), "big")

    def varint(self):
        found = VARINT.match(self.data, self.at)
        require(found, "no minimal varint")
        self.at = found.end()
        return sum((byte & 127) << 7 * place for place, byte in enumerate(found[0]))

def make_field(number, name, kind, most):
    """The tag of a field of the schema; its name, type, most items (0: no list), default and test."""
    span, wire, default, fits = RANGES.get(kind, kind), 2, None, lambda value: True
    if ".." in span:
        low, high = map(int, span.split(".."))
        wire, default, fits = 0, 0, range(low, high + 1).__contains__
    elif kind in FORMS:
        default, fits = b"", re.compile(FORMS[kind]).fullmatch
    return int(number) << 3 | wire, (name, kind, int(most or 0), [] if most else default, fits)

SCHEMA = {message: dict(make_field(*field) for field in re.findall(r"(\d+) (\w+) ([\w.?]+)\*?(\d*)", fields))
          for message, fields in re.findall(r"(\w+): ([^;]+);", SCHEMA_TEXT)}

def decode(message, data):
    """Reads canonical bytes: every field of the message by its name, each within its range."""
    fields, reader, last = SCHEMA[message], Reader(data), 0
    found = {name: default for name, _, _, default, _ in fields.values()}
    while reader.at < len(data):
        tag, value = reader.varint(), reader.varint()
        require(tag in fields)
        name, kind, most, default, _ = fields[tag]
        if tag & 7:
            value = reader.take(value) if kind in FORMS else decode(kind, reader.take(value))
        require(tag >= last if most else tag > last and value != default)
        found[name], last = (found[name] + [value] if most else value), tag
    for name, kind, most, _, fits in fields.values():
        values = found[name] if most else [found[name]]
        require(all(map(fits, values)) and len(values) <= (most or 1))
        require(kind != "id" or len(set(values)) == len(values))
    require(message not in BETWEEN or BETWEEN[message](found))
    return found

def deadlines(facts):
    """Times that an entry names as still to come; 0 for none."""
    terms = [facts["project"], facts["round"], facts["pledge"] and facts["pledge"]["loan"]]
    return [term.get(field, 0) for term in terms if term for field in ("lock", "settle_by", "repay_by")]

def names(entry):
    """The definitions that an entry names."""
    values = [entry.facts[field] for field in NAMES.get(entry.kind, [])]
    return [id for value in values for id in (value if isinstance(value, list) else [value]) if id]
