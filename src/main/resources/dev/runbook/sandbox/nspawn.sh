# One disposable machine by systemd-nspawn, from a root tree that stays as it is. Root on Linux.
#   nspawn.sh network ID                      a network of its own for it; prints ADDRESS MTU MIRROR
#   nspawn.sh dress NAME DIR ADDRESS MTU MIRROR   writes what it is told about the world; MIRROR may be empty
#   nspawn.sh run ID NAME DIR TREE            is the machine, for as long as this process lives
#   nspawn.sh down ID                         ends it and removes what it has; the last one takes the rest
# ID is unique on this machine, NAME is what the machine calls itself, DIR is where it keeps what it writes.
# All processes share the interfaces, so their names are where it is decided who got which subnet.
set -eu
umask 022
lock() {
  mkdir -p /run/lock
  exec 9>/run/lock/runbook-sandbox.lock
  flock 9
}

# 10.213/16 belongs to the machines, unless something else has it here.
nets='10.213 10.87 172.31 192.168'
choose_net() {
  for net in $nets; do
    ip -4 route | grep -v ' dev rb[0-9]' | grep -q "^$net\." || return 0
  done
  echo 'no private network is free for the machines' >&2
  exit 1
}

# Rules as lists of words after `iptables -w -t`: table, chain, then the rule.
each_rule() {
  "$@" nat POSTROUTING -s "$net.0.0/16" ! -d "$net.0.0/16" -j MASQUERADE
  "$@" filter FORWARD -s "$net.0.0/16" -j ACCEPT
  "$@" filter FORWARD -d "$net.0.0/16" -j ACCEPT
  "$@" filter INPUT -s "$net.0.0/16" -d "$mirror" -p tcp --dport 5000 -j ACCEPT
}
rule() { # rule -C|-I|-D TABLE CHAIN RULE...
  action=$1 table=$2
  shift 2
  iptables -w -t "$table" "$action" "$@" 2>/dev/null
}
ensure() { rule -C "$@" || rule -I "$@" || { echo "iptables refused: $*" >&2; exit 1; }; }
drop() { while rule -D "$@"; do :; done; }

network() {
  ns=runbook-$1
  lock
  choose_net
  mirror=$net.255.254
  uplink=$(ip -4 route show default | sed -n 's/.* dev \([^ ]*\).*/\1/p;q')
  mtu=$(cat "/sys/class/net/${uplink:-lo}/mtu")
  [ "$mtu" -le 9000 ] || mtu=1500
  ip netns del "$ns" 2>/dev/null || true
  ip netns add "$ns"
  i=1
  until ip link add "rb$i" mtu "$mtu" type veth peer name eth0 mtu "$mtu" netns "$ns" 2>/dev/null; do
    i=$((i + 1))
    [ $i -lt 16000 ] || { echo 'cannot create a veth network interface' >&2; ip link add rb0 type veth; exit 1; }
  done
  gateway=$net.$((i / 64)).$((i % 64 * 4 + 1)) address=$net.$((i / 64)).$((i % 64 * 4 + 2))
  ip addr add "$gateway/30" dev "rb$i"
  ip link set "rb$i" up
  ip -n "$ns" addr add "$address/30" dev eth0
  ip -n "$ns" link set lo up
  ip -n "$ns" link set eth0 up
  ip -n "$ns" route add default via "$gateway"
  if [ "$(cat /proc/sys/net/ipv4/ip_forward)" = 0 ]; then
    echo 1 >/proc/sys/net/ipv4/ip_forward
    : >/run/runbook-sandbox.forwarding # it was ours to switch on, so it is ours to switch off
  fi
  each_rule ensure
  ip addr add "$mirror/32" dev lo 2>/dev/null || true
  echo "$address $mtu $mirror"
}

# What the machine is told about the world around it, written over the tree.
dress() {
  u=$2/upper
  mkdir -p "$u/etc/ssh" "$u/etc/docker" "$2/work" "$2/root"
  cp "$2/hostkey" "$u/etc/ssh/ssh_host_ed25519_key"
  chmod 600 "$u/etc/ssh/ssh_host_ed25519_key"
  cp "$2/hostkey.pub" "$u/etc/ssh/ssh_host_ed25519_key.pub"
  cp "$2/key.pub" "$u/etc/ssh/sandbox_authorized_keys"
  echo "$1" >"$u/etc/hostname"
  printf '127.0.0.1\tlocalhost\n%s\t%s\n' "$3" "$1" >"$u/etc/hosts"
  # A stub resolver on loopback is out of the machine's reach: take the servers behind it.
  resolv=/etc/resolv.conf
  ! grep -q '^nameserver *127\.' "$resolv" || resolv=/run/systemd/resolve/resolv.conf
  { grep -v '^nameserver *127\.' "$resolv" 2>/dev/null || echo 'nameserver 1.1.1.1'; } >"$u/etc/resolv.conf"
  if [ -n "$5" ]; then
    printf '{"registry-mirrors": ["http://%s:5000"], "mtu": %s}\n' "$5" "$4" >"$u/etc/docker/daemon.json"
  else
    printf '{"mtu": %s}\n' "$4" >"$u/etc/docker/daemon.json"
  fi
}

# Control groups of its own, unless this machine's service manager has given us some: what an engine in there creates
# is then below them, and found again at the end.
join_groups() {
  [ ! -d /run/systemd/system ] || return 0
  for d in /sys/fs/cgroup /sys/fs/cgroup/*/; do
    d=${d%/}
    [ -e "$d/cgroup.procs" ] || continue
    for g in "$d/runbook" "$d/runbook/$1"; do
      mkdir -p "$g" 2>/dev/null || continue 2
      for f in cpuset.cpus cpuset.mems; do # version 1 starts without any
        [ ! -e "$d/tasks" ] || [ ! -e "$g/$f" ] || cat "${g%/*}/$f" >"$g/$f"
      done
    done
    echo $$ >"$g/cgroup.procs"
  done
}

run() {
  id=$1 name=$2 dir=$3 tree=$4
  mkdir -p "$dir/docker" "$dir/containerd" "$dir/containers"
  join_groups "$id"
  # `volatile`: no fsync reaches the disk, which dpkg asks for after every file; nothing of this is to survive a crash.
  options=lowerdir=$tree,upperdir=$dir/upper,workdir=$dir/work
  mount -t overlay -o "$options,volatile" overlay "$dir/root" 2>/dev/null || mount -t overlay -o "$options" overlay "$dir/root"
  # The engines' folders are plain directories because an overlay on an overlay is refused. swapon, reboot of the real
  # machine, modules and the clock are outside of nspawn's system call filter; keyctl and bpf are what runc asks for.
  # nspawn leaves a reboot of the machine to its caller, by status 133.
  status=133
  while [ $status = 133 ]; do
    status=0
    systemd-nspawn --quiet --boot --register=no --keep-unit --directory="$dir/root" --machine="$id" --hostname="$name" \
      --network-namespace-path="/run/netns/runbook-$id" --resolv-conf=off --timezone=off --link-journal=no --console=read-only \
      --bind="$dir/docker:/var/lib/docker" --bind="$dir/containerd:/var/lib/containerd" --bind="$dir/containers:/var/lib/containers" \
      --capability=CAP_NET_ADMIN,CAP_SYS_ADMIN,CAP_SYS_PTRACE,CAP_NET_RAW,CAP_MKNOD \
      --system-call-filter='keyctl add_key bpf @keyring' || status=$?
  done
  exit $status
}

# No orderly shutdown: nothing of the machine is kept. Whoever is in its control groups is one of its processes, also
# when nspawn itself is gone; with its init, the first of them, goes the whole process namespace.
end() {
  if [ -d /run/systemd/system ]; then
    systemctl kill --signal=KILL "runbook-sandbox-$1" 2>/dev/null || return 0
    systemctl stop "runbook-sandbox-$1" 2>/dev/null || true
    return 0
  fi
  n=0
  while [ $n -lt 100 ]; do
    pids=$(find /sys/fs/cgroup -path "*/runbook/$1/*" -name cgroup.procs -exec cat {} + 2>/dev/null)
    [ -n "$pids" ] || return 0
    kill -KILL $pids 2>/dev/null || true
    n=$((n + 1))
    sleep 0.05
  done
  echo "the processes of $1 do not end: $pids" >&2
  exit 1
}

down() {
  end "$1"
  lock
  ip netns del "runbook-$1" 2>/dev/null || true # its end of the veth pair goes, and so does ours
  for d in /sys/fs/cgroup /sys/fs/cgroup/*/; do
    [ ! -d "${d%/}/runbook/$1" ] || find "${d%/}/runbook/$1" -depth -type d -exec rmdir {} + 2>/dev/null || true
    rmdir "${d%/}/runbook" 2>/dev/null || true
  done
  n=0
  while ip -br link | grep -q '^rb[0-9]' && [ $n -lt 5 ]; do # the kernel takes interfaces away a moment later
    ip netns list | grep -q '^runbook-' && return 0
    n=$((n + 1))
    sleep 0.1
  done
  # That was the last one.
  for net in $nets; do
    mirror=$net.255.254
    ip addr del "$mirror/32" dev lo 2>/dev/null || continue
    each_rule drop
    pid=$(cat "/run/runbook-sandbox.mirror.$mirror" 2>/dev/null) || continue
    rm -f "/run/runbook-sandbox.mirror.$mirror"
    ! grep -q ImageMirror "/proc/$pid/cmdline" 2>/dev/null || kill "$pid" || true
  done
  if [ -e /run/runbook-sandbox.forwarding ]; then
    rm -f /run/runbook-sandbox.forwarding
    # an engine that started since then relies on it
    ip -br link | grep -q '^docker\|^br-\|^virbr\|^lxc' || echo 0 >/proc/sys/net/ipv4/ip_forward
  fi
}

"$@"
