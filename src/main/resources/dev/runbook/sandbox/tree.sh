# Builds, once, the root tree that sandbox machines start from, and an image of the same release for their own Docker
# engines, out of Debian's packages. Prints the tree's path. Root on Debian, with debootstrap.
#   tree.sh SUITE CACHE     with the text of server.sh in SERVER_SETUP
# CACHE/SUITE-ARCH-HASH/root is the tree, CACHE/images what image mirrors serve. Both appear whole or not at all.
set -eu
umask 022
suite=$1 cache=$2 arch=$(dpkg --print-architecture)
hash=$(printf %s "$SERVER_SETUP" | sha256sum | cut -c 1-12)
tree=$cache/$suite-$arch-$hash images=$cache/images
if [ -d "$tree" ]; then echo "$tree/root"; exit; fi

mkdir -p "$images/blobs" "$images/manifests"
exec 9>"$cache/$suite.lock"
flock -n 9 || { echo "waiting for another build of the Debian $suite tree" >&2; flock 9; }
if [ -d "$tree" ]; then echo "$tree/root"; exit; fi
case ${1##*/} in *[!a-z]*) echo "$suite is not the name of a Debian release" >&2; exit 1 ;; esac
[ -e /usr/share/debootstrap/scripts/"$suite" ] || { echo "debootstrap knows no Debian release \"$suite\"" >&2; exit 1; }
echo "building a Debian $suite tree from Debian's packages (once, about a minute) ..." >&2

rm -rf --one-file-system "$cache/$suite".part.* # of a build that was killed
work=$(mktemp -d "$cache/$suite.part.XXXXXX")
chmod 755 "$work"
trap 'rm -rf --one-file-system "$work"' EXIT
trap 'exit 1' INT TERM HUP

# The mirror and the proxy that this machine's own apt uses.
mirror=$(sed -n 's/^URIs: *\(http[^ ]*\/debian\)\/\{0,1\}$/\1/p;s/^deb .*\(http[^ ]*\/debian\)\/\{0,1\} .*/\1/p' \
  /etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list 2>/dev/null | sed q)
mirror=${mirror:-http://deb.debian.org/debian}
sources="deb $mirror $suite main
deb $mirror $suite-updates main
deb ${mirror%/debian}/debian-security $suite-security main"
proxy=$(apt-config dump 2>/dev/null | grep -E '^Acquire::(http|https|ftp)::Proxy ' || true)

# A mount namespace of its own: whatever gets mounted for the build goes away with it, however it ends.
unshare --mount --propagation private debootstrap --variant=minbase --include=ca-certificates "$suite" "$work/base" "$mirror" \
  >"$work/log" 2>&1 9>&- || { tail -n 5 "$work/log" >&2; exit 1; }
printf '%s\n' "$sources" >"$work/base/etc/apt/sources.list"
[ -z "$proxy" ] || printf '%s\n' "$proxy" >"$work/base/etc/apt/apt.conf.d/90proxy"
rm -rf "$work/base"/var/cache/apt/archives/*.deb "$work/base"/var/cache/apt/*.bin "$work/base"/var/lib/apt/lists/* \
  "$work/base"/var/log/*.log "$work/base"/var/cache/debconf/*-old "$work/base/etc/hostname" "$work/base/etc/resolv.conf"
mkdir -p "$work/base/var/lib/apt/lists/partial"
: >"$work/base/etc/machine-id"

# The server's tree.
cp -a "$work/base" "$work/root"
cat /etc/resolv.conf >"$work/root/etc/resolv.conf"
unshare --mount --propagation private sh -ec '
  mount -t proc proc "$1/proc"
  mount -t devpts -o newinstance,ptmxmode=0666 devpts "$1/dev/pts" 2>/dev/null || true
  printf %s "$SERVER_SETUP" | chroot "$1" /bin/sh' sh "$work/root" >"$work/log" 2>&1 9>&- || { tail -n 5 "$work/log" >&2; exit 1; }
rm -f "$work/root/etc/resolv.conf"

# The image: slimmed as the images on Docker Hub are, and described in the words of the registry protocol.
cd "$work/base"
printf '#!/bin/sh\nexit 101\n' >usr/sbin/policy-rc.d
chmod 755 usr/sbin/policy-rc.d
printf 'path-exclude /usr/share/doc/*\npath-include /usr/share/doc/*/copyright\npath-exclude /usr/share/man/*\npath-exclude /usr/share/locale/*\n' \
  >etc/dpkg/dpkg.cfg.d/docker
printf 'Acquire::Languages "none";\nAcquire::GzipIndexes "true";\nApt::AutoRemove::SuggestsImportant "false";\nDPkg::Options { "--force-unsafe-io"; };\n' \
  >etc/apt/apt.conf.d/docker
rm -rf usr/share/man/* usr/share/locale/*
find usr/share/doc -type f ! -name copyright -delete
find usr/share/doc -depth -type d -empty -delete
rm -rf dev proc sys
mkdir dev proc sys
tar --numeric-owner --sort=name -cf "$work/layer" .
digest() { sha256sum "$1" | cut -d ' ' -f 1; }
size() { stat -c %s "$1"; }
diff=$(digest "$work/layer")
gzip -1 "$work/layer"
layer=$(digest "$work/layer.gz")
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
printf '{"architecture":"%s","os":"linux","created":"%s","config":{"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"Cmd":["bash"]},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]},"history":[{"created":"%s","created_by":"debootstrap %s"}]}' \
  "$arch" "$now" "$diff" "$now" "$suite" >"$work/config"
config=$(digest "$work/config")
printf '{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json","config":{"mediaType":"application/vnd.docker.container.image.v1+json","size":%s,"digest":"sha256:%s"},"layers":[{"mediaType":"application/vnd.docker.image.rootfs.diff.tar.gzip","size":%s,"digest":"sha256:%s"}]}' \
  "$(size "$work/config")" "$config" "$(size "$work/layer.gz")" "$layer" >"$work/manifest"
manifest=$(digest "$work/manifest")
mv "$work/layer.gz" "$images/blobs/sha256:$layer"
mv "$work/config" "$images/blobs/sha256:$config"
cp "$work/manifest" "$images/manifests/sha256:$manifest"
tags="$suite $suite-slim"
version=$(cut -d . -f 1 etc/debian_version)
case $version in *[!0-9]* | '') ;; *) tags="$tags $version $version-slim" ;; esac
[ "$suite" != bookworm ] || tags="$tags latest stable stable-slim" # what an unqualified `FROM debian` gets here
for tag in $tags; do
  cp "$work/manifest" "$work/tag"
  mv "$work/tag" "$images/manifests/$tag"
done

cd "$cache"
mkdir "$work/tree"
mv "$work/root" "$work/tree/root"
mv "$work/tree" "$tree"
rm -rf --one-file-system "$work" # now: whoever waits for the line below may be gone, and then it ends us
echo "$tree/root"
