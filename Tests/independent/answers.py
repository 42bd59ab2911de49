#!/usr/bin/env python3
"""Holds what a node's API answers against the document that it serves, and lets nothing pass that the document
does not name: prints one JSON object, {"answers": …, "kinds": …, "faults": […]}.

    answers.py http://127.0.0.1:7412 [COLLECTIVE]

Every route under /v1/ that answers with JSON is asked, for everything that its lists name. Needs jsonschema.
"""
import copy, json, re, sys, urllib.error, urllib.request
from jsonschema import Draft202012Validator


def closed(schema):
    """The same schema, with no room for fields that it does not name."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {name: closed(part) for name, part in schema.items()}
    if isinstance(schema.get("properties"), dict):
        schema.setdefault("additionalProperties", False)
    return schema


class Node:
    def __init__(self, address, collective):
        self.address, self.suffix = address.rstrip("/"), f"collective={collective}" if collective else ""
        self.document = self.get("/v1/openapi.json")
        self.schemas = closed(copy.deepcopy(self.document["components"]["schemas"]))
        self.answers, self.faults, self.kinds = 0, [], set()

    def get(self, path):
        separator = "&" if "?" in path else "?"
        with urllib.request.urlopen(self.address + path + (separator + self.suffix if self.suffix else "")) as answer:
            return json.load(answer)

    def held(self, route, path):
        """An answer, held against its route's schema; None where there is none."""
        try:
            answer = self.get(path)
        except urllib.error.HTTPError as refusal:
            if refusal.code != 404:
                self.faults.append(f"{path}: status {refusal.code}")
            return None
        schema = self.document["paths"][route]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        validator = Draft202012Validator({**schema, "components": {"schemas": self.schemas}})
        for fault in validator.iter_errors(answer):
            where = "/".join(str(part) for part in fault.absolute_path)
            self.faults.append(f"{path} at {where or 'the top'}: {fault.message[:300]}")
        self.answers += 1
        self.kinds |= {item["kind"] for item in [answer] + answer.get("items", []) if "kind" in item}
        return answer


def main(arguments):
    node = Node(*(arguments + [None])[:2])
    routes = [path for path, methods in node.document["paths"].items()
              if path.startswith("/v1/") and "application/json" in methods.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
              and path != "/v1/openapi.json"]
    named = {"projects": set(), "rounds": set(), "problems": set(), "entries": set(), "members": set()}
    for route in [route for route in routes if "{" not in route]:
        answer = node.held(route, route + ("?limit=200" if "limit" in json.dumps(node.document["paths"][route]) else "")) or {}
        for item in answer.get("items", []):
            for kind in named:
                if route == f"/v1/{kind}":
                    named[kind].add(item.get("key") if kind == "members" else item.get("id"))
            named["members"] |= {item["author"]} if "author" in item else set()
        # Charters stand outside every feed.
        named["entries"] |= {item["id"] for item in answer.get("collectives", [])}
    named["heads"] = named["members"]
    for route in [route for route in routes if "{" in route]:
        for name in sorted(named[route.split("/")[2]] - {None}):
            node.held(route, re.sub(r"\{[a-z]+\}", name, route))
    print(json.dumps({"answers": node.answers, "kinds": sorted(node.kinds), "faults": sorted(set(node.faults))}))
    return 1 if node.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
