#!/bin/sh
# Makes a Debian package of a built program: PROGRAM=… deb.sh FOLDER
set -eu
umask 022
here=$(cd "$(dirname "$0")" && pwd)
out=$(mkdir -p "$1" && cd "$1" && pwd)
: "${PROGRAM:?the built program}"
# Nobody but its builder answers for a package; DEBFULLNAME and DEBEMAIL, as Debian's own tools read them, say who that is.
: "${MAINTAINER:=${DEBFULLNAME:-Whoever built this package} <${DEBEMAIL:-builder@pledged.invalid}>}"
number=$("$PROGRAM" --version | sed 's/^pledged //')
version=${VERSION:-$number}
architecture=$(dpkg --print-architecture)
when=$(date -u -R -d "@${SOURCE_DATE_EPOCH:-$(date +%s)}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mkdir -p "$root/DEBIAN" "$root/usr/share/doc/pledged"

PROGRAM=$PROGRAM PREFIX=/usr DESTDIR=$root UNITDIR=/lib/systemd/system SYSUSERSDIR=/usr/lib/sysusers.d \
  ZSHDIR=/usr/share/zsh/vendor-completions "$here/install.sh"

# Which packages hold the libraries that the program is linked with.
mkdir "$work/debian"
printf 'Source: pledged\n\nPackage: pledged\nArchitecture: any\n' > "$work/debian/control"
libraries=$(cd "$work" && dpkg-shlibdeps -O --ignore-missing-info "root/usr/bin/pledged" 2>/dev/null | sed -n 's/^shlibs:Depends=//p')

size=$(du -sk --exclude=DEBIAN "$root" | cut -f1)
sed -e "s|@VERSION@|$version|" -e "s|@ARCHITECTURE@|$architecture|" -e "s|@MAINTAINER@|$MAINTAINER|" \
  -e "s|@LIBRARIES@|$libraries|" -e "s|@SIZE@|$size|" "$here/debian/control.in" > "$root/DEBIAN/control"
for script in postinst prerm postrm; do install -m 755 "$here/debian/$script" "$root/DEBIAN/$script"; done
echo /etc/pledged/config.yaml > "$root/DEBIAN/conffiles"
install -m 644 "$here/debian/copyright" "$root/usr/share/doc/pledged/copyright"
printf 'pledged (%s) unstable; urgency=medium\n\n  * See NEWS.gz for what changed.\n\n -- %s  %s\n' \
  "$version" "$MAINTAINER" "$when" | gzip -9n > "$root/usr/share/doc/pledged/changelog.gz"
gzip -9nc "$here/../CHANGELOG.md" > "$root/usr/share/doc/pledged/NEWS.gz"
(cd "$root" && find usr lib -type f -print0 | sort -z | xargs -0 md5sum > DEBIAN/md5sums)
find "$root" -exec touch -h -d "$when" {} +
# DEB_OPTIONS: how to compress, for those who try it often.
# shellcheck disable=SC2086
dpkg-deb ${DEB_OPTIONS:-} --root-owner-group --build "$root" "$out/pledged_${version}_$architecture.deb" >/dev/null
echo "$out/pledged_${version}_$architecture.deb"
