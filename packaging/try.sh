#!/bin/sh
# Installs, runs, upgrades and removes the package in a copy of this system that goes away again:
# as root, try.sh OLDER.deb NEWER.deb. Nothing outside the copy changes.
set -eu
[ -n "${PLEDGED_TRY:-}" ] || exec env PLEDGED_TRY=1 unshare --mount --pid --fork --kill-child "$0" "$@"
older=$1 newer=$2
work=$(mktemp -d)
mount -t tmpfs none "$work"
trap 'umount -l "$work"; rmdir "$work"' EXIT
mkdir "$work/upper" "$work/work" "$work/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$work/upper,workdir=$work/work" "$work/root"
root=$work/root
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
cp "$older" "$root/older.deb"
cp "$newer" "$root/newer.deb"

say() { echo; echo "# $*"; "$@"; }
inside() { chroot "$root" "$@"; }
# As the unit does it: its user, its folder, nothing of ours in the environment.
node() {
  inside setpriv --reuid pledged --regid pledged --clear-groups \
    env -i PATH=/usr/bin:/bin LANG=C.UTF-8 PLEDGED_HOME=/var/lib/pledged PLEDGED_NO_LAN=1 "$@"
}
serve() {
  # What the one before said is not to be taken for what this one says.
  rm -f "$work/out"
  # The shell's own child becomes the daemon, so that a signal to it reaches that.
  (
    exec chroot "$root" setpriv --reuid pledged --regid pledged --clear-groups \
      env -i PATH=/usr/bin:/bin LANG=C.UTF-8 PLEDGED_HOME=/var/lib/pledged PLEDGED_NO_LAN=1 \
      pledged serve --config /etc/pledged/config.yaml --listen 127.0.0.1:0
  ) > "$work/out" 2> "$work/log" &
  process=$!
  for _ in $(seq 600); do grep -qs '^listening' "$work/out" && return; sleep 0.1; done
  cat "$work/log"; exit 1
}
stop() {
  kill "$process"
  wait "$process"
}

say inside dpkg -i /older.deb
say inside id pledged
inside install -d -o pledged -g pledged -m 700 /var/lib/pledged
say node pledged init --node
say node pledged config --config /etc/pledged/config.yaml
inside sh -c 'PLEDGED_HOME=/root/founder pledged init --name Founder && PLEDGED_HOME=/root/founder pledged found Fund &&
  PLEDGED_HOME=/root/founder pledged project Well --ask "10 EUR" && PLEDGED_HOME=/root/founder pledged export --bundle /fund.bundle' >/dev/null 2>&1
chmod 644 "$root/fund.bundle"
say node pledged import /fund.bundle
serve
say node pledged status
say node pledged doctor
before=$(node pledged status --json | sed 's/.*"root":"\([0-9a-f]*\)".*/\1/')
stop
echo "# the store is set back to what the version before wrote"
python3 - "$root/var/lib/pledged/ledger.sqlite" <<'P'
import sqlite3, sys
store = sqlite3.connect(sys.argv[1])
store.executescript("""
    DROP TABLE word;
    CREATE TABLE confirmation (collective INTEGER NOT NULL, author BLOB NOT NULL, head BLOB NOT NULL,
        host BLOB NOT NULL, PRIMARY KEY (collective, author)) WITHOUT ROWID;
    ALTER TABLE collective DROP COLUMN importing;
    DROP TABLE cover;
    ALTER TABLE fork DROP COLUMN contested;
    DROP TABLE checkpoint;
    DROP INDEX mention_by_time;
    DROP TABLE cursor;
    DROP TABLE problem;
    DROP TABLE claim;
    DROP TABLE cause_change;
    DROP TABLE root_causes;
    DROP TABLE skill;
    DROP INDEX pledge_by_time;
    DROP INDEX vouch_by_subject;
    DROP INDEX vouch_by_time;
    DROP INDEX vouch_ending;
    DELETE FROM grdb_migrations WHERE identifier >= '4';
""")
store.close()
P
chown pledged "$root"/var/lib/pledged/ledger.sqlite* 2>/dev/null || inside chown -R pledged:pledged /var/lib/pledged
echo "log: notice" >> "$root/etc/pledged/config.yaml"
say inside dpkg -i --force-confold /newer.deb
serve
after=$(node pledged status --json | sed 's/.*"root":"\([0-9a-f]*\)".*/\1/')
stop
[ -n "$before" ] && [ "$before" = "$after" ] && echo "the same root before and after: $after"
say node pledged check
grep -q "log: notice" "$root/etc/pledged/config.yaml" && echo "the keeper's configuration was kept"
say inside dpkg -r pledged
[ ! -e "$root/usr/bin/pledged" ] && [ -e "$root/var/lib/pledged/ledger.sqlite" ] && [ -e "$root/etc/pledged/config.yaml" ]
say inside dpkg -P pledged
[ ! -e "$root/etc/pledged/config.yaml" ] && [ -e "$root/var/lib/pledged/ledger.sqlite" ] && echo "the ledger is still there"
