#!/usr/bin/env bash
# Tries a node's API against the document that it serves, with schemathesis: no server error, and no status, type
# or shape that the document does not name.
#
#   PLEDGED=.build/static/release/pledged SCHEMATHESIS=.venv/bin/st Tests/browser/contract.sh [OPTION…]
set -euo pipefail

pledged=$(realpath "$(command -v "${PLEDGED:-pledged}")")
schemathesis=$(realpath "$(command -v "${SCHEMATHESIS:-st}")")
hooks=$(realpath "$(dirname "$0")")
work=$(mktemp -d)
node=""
trap '[ -z "$node" ] || { kill "$node"; wait "$node" || true; }; rm -rf "$work"' EXIT
export PLEDGED_HOME=$work/home PLEDGED_NO_LAN=1

# say COMMAND…: the JSON that it prints; what it complains of where it fails.
say() { "$pledged" "$@" --json 2>"$work/notes" || { cat "$work/notes" >&2; return 1; }; }
field() { grep -o "\"$1\":\"[^\"]*\"" | head -1 | cut -d'"' -f4; }

say init --name farmer >/dev/null
say found "Valley fund" >/dev/null
ill=$(say problem "Children fall ill" | field entry)
well=$(say problem "The well is dirty" | field entry)
say cause "$well" "$ill" >/dev/null
project=$(say project "A new well" --ask "900 EUR" --ask "20 h" | field entry)
say pledge "$project" "100 EUR" >/dev/null
say round "Spring pool" --unit EUR --rule matching >/dev/null
say checkpoint >/dev/null

"$pledged" serve --listen 127.0.0.1:0 --web 127.0.0.1:0 --log warning --json >"$work/served" &
node=$!
until [ -s "$work/served" ]; do kill -0 "$node"; sleep 0.1; done
page=$(field page <"$work/served")

# Streams and bundles have no end or no shape that can be held against a document. It leaves files where it runs.
cd "$work"
export PLEDGED_PAGE=$page SCHEMATHESIS_HOOKS=contract_hooks PYTHONPATH=$hooks PYTHONDONTWRITEBYTECODE=1
"$schemathesis" run "${page}v1/openapi.json" --exclude-path /v1/events --exclude-path /v1/bundle \
  --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,positive_data_acceptance \
  --request-timeout 30 --suppress-health-check all "$@"
