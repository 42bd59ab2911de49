"""Validates a 360Giving package against the standard's own schemas, strictly: formats count.

usage: validate_giving.py PACKAGE_SCHEMA GRANT_SCHEMA FILE
Ends with 0 and prints the number of grants, or with 1 and prints what is wrong.
"""

import json
import sys

import jsonschema
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def main(package_path, grant_path, path):
    package, grant, data = read(package_path), read(grant_path), read(path)
    # The package schema of 1.4.3 still refers to the grant schema of 1.4.2; both names mean the one given here.
    reference = package["properties"]["grants"]["items"]["$ref"]
    resource = Resource.from_contents(grant, default_specification=DRAFT202012)
    registry = Registry().with_resources([(reference, resource), (grant["$id"], resource)])
    if "date-time" not in jsonschema.Draft202012Validator.FORMAT_CHECKER.checkers:
        sys.exit("rfc3339-validator is missing, so that dates would not be checked")
    faults = []
    # A reader may take formats for remarks or for rules: the file has to be right either way.
    for checker in (None, jsonschema.Draft202012Validator.FORMAT_CHECKER):
        validator = jsonschema.Draft202012Validator(package, registry=registry, format_checker=checker)
        faults += [f"{error.json_path}: {error.message}" for error in validator.iter_errors(data)]
    if faults:
        print("\n".join(faults))
        sys.exit(1)
    print(len(data["grants"]))


if __name__ == "__main__":
    main(*sys.argv[1:])
