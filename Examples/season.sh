#!/usr/bin/env bash
# A season of one collective, told as commands: a farmer, a nurse and a teacher in a valley, three homes,
# entries carried between them as files in different orders, and a librarian who witnesses what was there
# when. It ends in one root and one set of views.
#
#   PLEDGED=.build/static/release/pledged Examples/season.sh
#   HOMES=season PLEDGED=… Examples/season.sh    # leaves the homes in a folder, to be looked at
set -euo pipefail
export LC_ALL=C.UTF-8

pledged=${PLEDGED:-pledged}
work=${HOMES:-$(mktemp -d)}
mkdir -p "$work"
[ -n "${HOMES:-}" ] || trap 'rm -rf "$work"' EXIT
lock=$(date -u -d "+60 days" +%F) settle_by=$(date -u -d "+90 days" +%F)
after_lock=$(date -u -d "+61 days" +%F) at_the_end=$(date -u -d "+120 days" +%F)

tell() { printf '\n# %s\n' "$*"; }
# show WHO COMMAND…: the command as somebody would type it, ids and keys cut short.
show() {
  local who=$1 word line=""; shift
  for word in "$@"; do
    case $word in *" "*) line+=" \"$word\"" ;; *) line+=" $word" ;; esac
  done
  sed -E 's/\b([0-9a-f]{12})[0-9a-f]{52}\b/\1/g; s/\b(pledge1[a-z0-9]{8})[a-z0-9]{50}\b/\1/g' <<<"$who\$ pledged$line"
}
# as WHO COMMAND…: runs a command in somebody's home and shows it.
as() {
  local who=$1; shift
  show "$who" "$@"
  "$pledged" "$@" --home "$work/$who" 2>"$work/notes" || { cat "$work/notes" >&2; return 1; }
}
# quiet WHO FIELD COMMAND…: runs a command and prints one field of its answer.
quiet() {
  local who=$1 field=$2; shift 2
  "$pledged" "$@" --home "$work/$who" --json 2>"$work/notes" | grep -o "\"$field\":\"[^\"]*\"" | head -1 | cut -d'"' -f4
}
# say WHO COMMAND…: says something; the entry's id is in $id.
say() {
  local who=$1; shift
  show "$who" "$@"
  id=$(quiet "$who" entry "$@")
  [ -n "$id" ] || { cat "$work/notes" >&2; exit 1; }
}
# carry FROM TO: everything that one node holds, as a file to the other.
carry() {
  "$pledged" export --bundle "$work/$1.bundle" --replace --home "$work/$1" >/dev/null 2>&1
  "$pledged" import "$work/$1.bundle" --home "$work/$2" >/dev/null 2>&1
}

# cover: the librarian gets everything, says what she holds of it, and everybody hears that.
cover() {
  for who in farmer nurse teacher; do carry "$who" librarian; done
  show librarian witness
  "$pledged" witness --home "$work/librarian" >/dev/null 2>&1
  for who in farmer nurse teacher; do carry librarian "$who"; done
}

tell "Founding: the farmer founds, names the librarian as witness, and vouches for the nurse's and the teacher's keys."
for who in farmer nurse teacher librarian; do "$pledged" init --name "$who" --home "$work/$who" >/dev/null 2>&1; done
witness=$(quiet librarian key status)
as farmer found "Valley fund" --purpose "What makes our children ill, at its root" --witness "$witness" >/dev/null
nurse=$(quiet nurse key status) teacher=$(quiet teacher key status)
say farmer vouch "$nurse" --text "Our nurse"
carry farmer nurse
say nurse vouch "$teacher" --text "Taught my children"
carry nurse farmer; carry nurse teacher

tell "Why: problems, and what brings them about."
say nurse problem "Children fall ill every spring" --place "the upper valley"; illness=$id
say nurse problem "The well is dirty"; well_dirty=$id
say teacher problem "Nobody looks after the pump"; pump=$id
say nurse cause "$well_dirty" "$illness" --strength 3 --text "We had the water tested"; dirt_ails=$id
carry nurse teacher; carry teacher farmer; carry farmer nurse; carry nurse teacher
say teacher cause "$pump" "$well_dirty" --strength 2
say teacher cause "$illness" "$pump" --text "Who nurses a child looks after no pump"
say teacher endorse "$illness" --as affected
carry teacher farmer
say farmer endorse "$illness" --as affected
carry farmer nurse
as farmer roots
as farmer explain "$well_dirty"
as farmer explain "$dirt_ails"

tell "Three projects, and a pool that is split by how many people give."
say farmer project "A new well" --ask "900 EUR, at least 600 EUR" --ask "20 h digging" --ask "1 item:pump" --works-on "$well_dirty" \
  --lock "$lock" --settle-by "$settle_by" --text "Deeper, and above the latrines"; well=$id
say nurse project "A pump warden" --ask "300 EUR, at least 100 EUR" --works-on "$pump" --lock "$lock" --settle-by "$settle_by"; warden=$id
say teacher project "A film about the spring" --ask "5000 EUR, at least 4000 EUR" --works-on "$illness" --lock "$lock" \
  --settle-by "$settle_by"; film=$id
for pair in "farmer nurse" "teacher nurse" "nurse farmer" "nurse teacher"; do carry $pair; done
say farmer round "Spring pool" --unit EUR --rule matching --cap "100 EUR" --project "$well" --project "$warden"; round=$id

tell "Promises, in money, hours and things, within what each can carry."
say farmer profile --capacity "800 EUR" --capacity "40 h" --capacity "1 item:pump" --skill digging
say nurse profile --capacity "700 EUR"
say teacher profile --capacity "500 EUR" --capacity "10 h"
say farmer pledge "$round" "200 EUR" --text "From the harvest"
say nurse pledge "$well" "400 EUR"; by_nurse=$id
say farmer pledge "$warden" "150 EUR"
say farmer pledge "$well" "1 item:pump" --text "From my barn"
carry farmer teacher; carry nurse teacher
say teacher pledge "$well" "250 EUR" --with "$warden" --text "Only if somebody looks after it"; by_teacher=$id
say teacher pledge "$film" "50 EUR"
say teacher pledge "$well" "8 h" --ask 2; hours=$id
say teacher pledge "$warden" "60 EUR" --loan-until "$settle_by"; loan=$id
say teacher pledge "$film" "20 EUR"; regretted=$id
say teacher retract "$regretted" --text "Too much already"
for pair in "teacher farmer" "nurse farmer" "farmer nurse" "farmer teacher"; do carry $pair; done
cover
as nurse rally
as nurse show "$round"
as nurse explain "$round"

tell "A circle decides over a pot of its own in equal shares: two would have a bench, one of them a feast as well, one boots for the warden."
say farmer project "A bench at the well" --ask "40 EUR"; bench=$id
say farmer project "A feast at the spring" --ask "80 EUR"; feast=$id
say nurse project "Boots for the warden" --ask "35 EUR"; boots=$id
carry farmer teacher; carry nurse teacher
say teacher round "What the fair left us" --unit EUR --rule equal-shares --step "1 EUR" --project "$bench" --project "$feast" \
  --project "$boots"; pot=$id
for pair in "teacher nurse" "nurse farmer"; do carry $pair; done
say nurse pledge "$pot" "90 EUR" --text "From the fair's box"; fair=$id
for who in nurse teacher; do
  say "$who" endorse "$bench"
done
say teacher endorse "$feast"
say farmer endorse "$boots" --text "Who mends the pump stands in the mud"
for pair in "nurse teacher" "farmer teacher" "teacher farmer" "teacher nurse"; do carry $pair; done
as farmer show "$pot"
as farmer explain "$pot"

tell "The lock passes: two projects are met, and what is promised to them is due; the film is not."
for project in "$well" "$warden" "$film"; do as teacher explain "$project" --at "$after_lock"; done

as nurse explain "$by_nurse" --at "$after_lock"

tell "Both sides settle; one promise is kept by half, one not at all; a loan comes back."
say nurse settle "$by_nurse" --paid --text "Transfer 11"
say farmer settle "$by_nurse" --received
say teacher settle "$by_teacher" "100 EUR" --paid
say farmer settle "$by_teacher" "100 EUR" --received
say teacher settle "$hours" --paid --text "Two Saturdays"
say nurse settle "$fair" --paid
carry teacher nurse
say teacher settle "$fair" --received --text "Counted twice"
say teacher settle "$loan" --paid
say nurse settle "$loan" --received
say nurse settle "$loan" --repaid
say teacher settle "$loan" --repaid
for pair in "nurse teacher" "teacher farmer" "farmer nurse" "nurse farmer" "farmer teacher" "teacher nurse"; do carry $pair; done

tell "What came of it: the farmer reports, and those it is for say otherwise."
say farmer report "$well" --text "It gives water to all" --metric households --value 41 --spent "480 EUR"; report=$id
carry farmer nurse
say nurse endorse "$report" --against --as beneficiary --text "Half of the upper houses have none"
say nurse project "What I wrote in anger" --ask "1 EUR" --text "A story that should not stay"; story=$id
say nurse retract "$story" --erase
for pair in "nurse teacher" "teacher farmer" "farmer nurse" "farmer teacher"; do carry $pair; done
as teacher show "$story"
as farmer show "$report"

tell "The season's end, on three nodes that heard of everything in different orders."
cover
as farmer show "$well" --at "$at_the_end"
as farmer show "$teacher" --at "$at_the_end"
as farmer explain "$teacher" --at "$at_the_end"
as teacher show "$loan" --at "$at_the_end"
as nurse receipt "$by_nurse"
as nurse explain "$fair"
for who in farmer nurse teacher; do
  root=$(quiet "$who" root audit)
  printf '%s holds root %s, and its audit finds nothing amiss\n' "$who" "$root"
  views=$({
    for view in roots rally "list members" "list projects" "list problems" "list rounds" "list pledges" "explain $round" "explain $pot" "explain $well" "explain $warden" "explain $film" "show $nurse" "show $teacher"; do
      # shellcheck disable=SC2086 # a view is several words
      "$pledged" $view --json --at "$at_the_end" --home "$work/$who" 2>/dev/null
    done
  } | sha256sum | cut -c1-64)
  printf '%s computes views with the digest %s\n' "$who" "$views"
done
