#!/bin/sh
# Runs the installed service under a real systemd: as root, try-systemd.sh PACKAGE.deb. systemd is process 1 of namespaces
# of its own (processes, mounts, network, control groups), in a copy of this system that goes away again.
set -eu
if [ -z "${PLEDGED_TRY:-}" ]; then
  said=$(mktemp)
  trap 'rm -f "$said"' EXIT
  # The last thing that the trial does is to switch its machine off, which ends process 1 by a signal.
  PLEDGED_TRY=$said unshare --mount --pid --uts --ipc --net --cgroup --fork --kill-child "$0" "$(realpath "$1")" || true
  cat "$said"
  grep -q '^the unit does what it says$' "$said"
  exit
fi
work=$(mktemp -d)
mount -t tmpfs none "$work"
mkdir "$work/upper" "$work/work" "$work/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$work/upper,workdir=$work/work" "$work/root"
root=$work/root
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"
ip link set lo up
cp "$1" "$root/package.deb"
chroot "$root" dpkg -i /package.deb >/dev/null

# What hangs is found within seconds here, and the daemon reaches nobody.
mkdir -p "$root/etc/systemd/system/pledged.service.d"
cat > "$root/etc/systemd/system/pledged.service.d/try.conf" <<'U'
[Unit]
DefaultDependencies=no
[Service]
WatchdogSec=4
StandardError=append:/try.log
RestartSec=1
U
printf 'lan: false\nlisten: 127.0.0.1:0\n' >> "$root/etc/pledged/config.yaml"
cat > "$root/etc/systemd/system/try.service" <<'U'
[Unit]
DefaultDependencies=no
[Service]
Type=oneshot
TimeoutStartSec=120
ExecStart=/bin/sh /try.sh
StandardOutput=append:/try.out
StandardError=append:/try.out
ExecStopPost=/bin/systemctl --force --force poweroff
U
cat > "$root/try.sh" <<'U'
set -eu
unit=pledged.service
show() { systemctl show -P "$1" $unit; }
# until SECONDS WORDS CONDITION…
until_so() {
  left=$1 words=$2; shift 2
  while ! "$@"; do
    left=$((left - 1)); [ $left -gt 0 ] || { echo "not so: $words"; systemctl status --no-pager $unit; exit 1; }
    sleep 0.2
  done
  echo "$words"
}
is_new() { [ "$(show MainPID)" != 0 ] && [ "$(show MainPID)" != "$before" ] && [ "$(show ActiveState)" = active ]; }
says() { show StatusText | grep -q alone; }

systemctl start $unit || { systemctl status --no-pager $unit; cat /try.log; exit 1; }
echo "active once it says that it is ready: $(show ActiveState), $(show SubState), type $(show Type)"
[ "$(show ActiveState)" = active ]
until_so 50 "systemd knows in a line how it is" says
process=$(show MainPID)
echo "it runs as $(stat -c %U /proc/$process), in $(stat -c '%U %a' /var/lib/pledged) /var/lib/pledged"
[ "$(stat -c '%U %a' /var/lib/pledged)" = "pledged 700" ]
grep -q '^NoNewPrivs:.*1$' /proc/$process/status && grep -q '^Seccomp:.*2$' /proc/$process/status && grep -q '^CapBnd:.*0000000000000000$' /proc/$process/status
echo "it has no capabilities, gets no new ones, and its calls are filtered"
setpriv --reuid pledged --regid pledged --clear-groups env -i PATH=/usr/bin:/bin pledged status --home /var/lib/pledged >/dev/null
python3 -c 'import urllib.request as u; print("the page answers:", u.urlopen("http://127.0.0.1:7412/health").status)'
before=none
systemctl reload $unit
until_so 50 "still active after a reload" is_new
[ "$(show MainPID)" = "$process" ]
before=$process
kill -KILL "$process"
until_so 100 "started anew after kill -9" is_new
before=$(show MainPID)
kill -STOP "$before"
until_so 200 "started anew after it hung" is_new
[ "$(show NRestarts)" = 2 ]
systemctl stop $unit
echo "stopped: $(show ActiveState), $(show Result)"
[ "$(show ActiveState)" = inactive ] && [ "$(show Result)" = success ]
echo listn: nowhere >> /etc/pledged/config.yaml
systemctl start $unit 2>/dev/null && exit 1
sleep 2
echo "a mistake in the configuration is not tried again: exit $(show ExecMainStatus), $(show NRestarts) restarts"
[ "$(show ExecMainStatus)" = 65 ] && [ "$(show NRestarts)" = 0 ]
echo "the unit does what it says"
U
touch "$root/try.out"
mount --bind "$PLEDGED_TRY" "$root/try.out"
# The whole root is changed: in a chroot nobody gets users of their own, which PrivateUsers asks for.
mkdir "$root/old"
cd "$root"
pivot_root . old
umount -l /old
exec env container=other /lib/systemd/systemd --unit=try.service --log-target=null --show-status=0 >/dev/null 2>&1
