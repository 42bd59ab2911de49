#!/bin/sh
# Puts a built program where a system expects it: PROGRAM=… PREFIX=/usr DESTDIR=… install.sh
set -eu
here=$(dirname "$0")
: "${PROGRAM:?the built program}" "${PREFIX:=/usr/local}" "${DESTDIR:=}"
# A system's own packages keep their configuration in /etc and their units in /lib; others in theirs.
etc=${SYSCONFDIR:-/etc}
units=${UNITDIR:-$PREFIX/lib/systemd/system}
users=${SYSUSERSDIR:-$PREFIX/lib/sysusers.d}
zsh=${ZSHDIR:-$PREFIX/share/zsh/site-functions}
at() { mkdir -p "$DESTDIR$(dirname "$2")"; install -m "$1" /dev/stdin "$DESTDIR$2"; }

mkdir -p "$DESTDIR$PREFIX/bin"
install -m 755 "$PROGRAM" "$DESTDIR$PREFIX/bin/pledged"
if command -v strip >/dev/null; then strip --strip-unneeded "$DESTDIR$PREFIX/bin/pledged"; fi

"$PROGRAM" --generate-completion-script bash | sed "1{/^#!/d}" | at 644 "$PREFIX/share/bash-completion/completions/pledged"
"$PROGRAM" --generate-completion-script zsh | at 644 "$zsh/_pledged"
"$PROGRAM" --generate-completion-script fish | at 644 "$PREFIX/share/fish/vendor_completions.d/pledged.fish"

manual=$DESTDIR$PREFIX/share/man/man1
mkdir -p "$manual"
"$PROGRAM" --experimental-dump-help | python3 "$here/manual.py" "$("$PROGRAM" --version)" "$manual"
for page in "$manual"/pledged*.1; do gzip -9nf "$page"; done
chmod 644 "$manual"/pledged*.1.gz

sed -e "s|@BIN@|$PREFIX/bin|" -e "s|@ETC@|$etc|" "$here/pledged.service" | at 644 "$units/pledged.service"
at 644 "$users/pledged.conf" < "$here/pledged.sysusers"
if [ -e "$DESTDIR$etc/pledged/config.yaml" ]; then
  echo "$DESTDIR$etc/pledged/config.yaml stays as it is"
else
  "$PROGRAM" config --example | at 644 "$etc/pledged/config.yaml"
fi
