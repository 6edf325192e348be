package dev.runbook.modules.facts;

import dev.runbook.module.Quote;
import java.util.Set;

/// The one script that asks a host everything. It holds to POSIX sh and to what GNU and BusyBox
/// tools have in common, and forks little: a single `grep` reads all files, the rest are tests of
/// the shell itself.
///
/// Each answer stands behind a line of a marker and a name. Files come as `path:line`.
final class Questions {
  private Questions() {}

  static String script(Set<Collector> wanted, String marker, String factPath, int timeout) {
    var script = new StringBuilder();
    script.append("M=").append(marker).append(" T=").append(timeout);
    script.append(" D=").append(Quote.sh(factPath)).append('\n').append(START);
    if (wanted.contains(Collector.ENV)) {
      script.append("s env; env -0 2>/dev/null || env\n");
    }
    script.append("PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin; export LC_ALL=C\n");
    for (var collector : wanted) {
      script.append(of(collector));
    }
    return script.append(END).toString();
  }

  private static String of(Collector collector) {
    return switch (collector) {
      case ENV -> "";
      case PLATFORM ->
          """
          s uname; uname -snrvm
          s bits; getconf LONG_BIT 2>/dev/null
          s fqdn; n=; read -r n </proc/sys/kernel/hostname 2>/dev/null || n=$(uname -n)
          if h getent; then
          a=$(getent ahosts "$n" 2>/dev/null); a=${a%%[!0-9A-Fa-f.:]*}
          [ -z "$a" ] || getent hosts "$a"
          else hostname -f 2>/dev/null; fi
          f /var/lib/dbus/machine-id /etc/machine-id
          """;
      case DISTRIBUTION ->
          """
          f /etc/*-release /etc/*_release /etc/*-version /etc/debian_version \\
          /usr/lib/os-release /etc/coreos/update.conf
          e /etc/vmware-release /etc/arch-release
          """;
      case LSB ->
          """
          if h lsb_release && ! grep -qs DISTRIB_DESCRIPTION /etc/lsb-release
          then s lsb; lsb_release -a 2>/dev/null; fi
          f /etc/lsb-release
          """;
      case SELINUX -> "f /sys/fs/selinux/enforce /sys/fs/selinux/policyvers /etc/selinux/config\n";
      case APPARMOR -> "e /sys/kernel/security/apparmor\n";
      case CHROOT ->
          """
          s chroot; echo "$debian_chroot"; stat -L -c '%d %i' / /proc/1/root/. 2>/dev/null
          s rootfs; stat -f -c %T / 2>/dev/null
          """;
      case FIPS -> "f /proc/sys/crypto/fips_enabled\n";
      case PYTHON ->
          """
          for p in /usr/bin/python3 python3 python /usr/libexec/platform-python; do
          if p=$(command -v "$p" 2>/dev/null); then s python; echo "$p"; "$p" -V 2>&1; break; fi
          done
          """;
      case CAPS -> "if h capsh; then s capsh; capsh --print 2>/dev/null; fi\n";
      case PKG_MGR ->
          """
          e /usr/bin/rpm-ostree /usr/bin/yum /usr/bin/dnf /usr/bin/apt-get /usr/bin/zypper \\
          /usr/sbin/urpmi /usr/bin/pacman /bin/opkg /usr/pkg/bin/pkgin /opt/local/bin/pkgin \\
          /opt/tools/bin/pkgin /opt/local/bin/port /usr/local/bin/brew /opt/homebrew/bin/brew \\
          /sbin/apk /usr/sbin/pkg /usr/sbin/swlist /usr/bin/emerge /usr/sbin/pkgadd /usr/bin/pkg \\
          /usr/bin/xbps-install /usr/local/sbin/pkg /usr/bin/swupd /usr/sbin/sorcery \\
          /usr/bin/installp /QOpenSys/pkgs/bin/yum /run/ostree-booted
          if [ -e /usr/bin/rpm ] && rpm -q --whatprovides /usr/bin/apt-get >/dev/null 2>&1
          then s apt_rpm; fi
          """;
      case SERVICE_MGR ->
          """
          f /proc/1/comm
          e /run/systemd/system /dev/.run/systemd /dev/.systemd /etc/init /sbin/openrc /etc/init.d
          if h systemctl; then s systemctl; fi
          if h initctl; then s initctl; fi
          if [ -L /sbin/init ]; then s init; ls -ld /sbin/init; fi
          """;
      case CMDLINE -> "f /proc/cmdline\n";
      case DATE_TIME ->
          """
          s date; date '+%s %N %Y %m %A %w %W %d %H %M %S %Z %z'
          s zone; if [ -z "$TZ" ]; then tail -n 1 /etc/localtime 2>/dev/null
          elif [ -f "/usr/share/zoneinfo/${TZ#:}" ]; then tail -n 1 "/usr/share/zoneinfo/${TZ#:}"
          else printf '%s' "$TZ"; fi
          """;
      case LOADAVG -> "f /proc/loadavg\n";
      case SSH_PUB_KEYS ->
          "f /etc/ssh/ssh_host_*_key.pub /etc/openssh/ssh_host_*_key.pub /etc/ssh_host_*_key.pub\n";
      case USER ->
          """
          s id; id
          s user; u=${LOGNAME:-${USER:-${LNAME:-$USERNAME}}}; i=$(id -u); printf '%s\\n' "$u"
          if h getent
          then { [ -n "$u" ] && getent passwd "$u"; } || getent passwd "$i"
          else { [ -n "$u" ] && grep "^$u:" /etc/passwd; } || grep "^[^:]*:[^:]*:$i:" /etc/passwd
          fi
          """;
      case VIRTUAL ->
          """
          f /proc/1/cgroup /run/systemd/container /proc/xen/capabilities /proc/self/status \\
          /proc/modules /sys/devices/virtual/dmi/id/*
          e /proc/vz /proc/lve /proc/bc /.dockerenv /.dockerinit /proc/xen /dev/kvm /rhev
          s environ; tr '\\0' '\\n' </proc/1/environ 2>/dev/null
          c
          """;
      case HARDWARE -> HARDWARE;
      case DNS -> "f /etc/resolv.conf\n";
      case FIBRE_CHANNEL_WWN -> "f /sys/class/fc_host/*/port_name\n";
      case ISCSI -> "f /etc/iscsi/initiatorname.iscsi\n";
      case NVME -> "f /etc/nvme/hostnqn\n";
      case NETWORK -> NETWORK;
      case LOCAL -> LOCAL;
      // Both are programs of other makers, whose facts no playbook expects of a host without them.
      case FACTER, OHAI -> "";
    };
  }

  // s: an answer begins; h: whether a program is there; f: files to read; e: paths to test.
  // What Ansible finds in the sbin folders is found here too.
  private static final String START =
      """
      s() { printf '\\n%s %s\\n' "$M" "$1"; }
      h() { command -v "$1" >/dev/null 2>&1; }
      F=; E=
      f() { F="$F $*"; }
      e() { E="$E $*"; }
      c() { [ -z "$C" ] || return 0; C=1; s cpuinfo
      x='processor|vendor_id|model name|Processor|cpu|Vendor|physical id|core id|cpu cores'
      x="$x|siblings|# processors|ncpus active|machine"
      grep -E "^($x)" /proc/cpuinfo 2>/dev/null; grep -m 1 ^flags /proc/cpuinfo 2>/dev/null; }
      C=
      """;

  private static final String END =
      """
      s paths; for p in $E; do [ ! -e "$p" ] || printf '%s\\n' "$p"; done
      s files; [ -z "$F" ] || grep -sH '' $F
      exit 0
      """;

  private static final String HARDWARE =
      """
      c
      f /proc/meminfo /proc/uptime /proc/self/status /sys/hypervisor/type \\
      /sys/devices/virtual/dmi/id/* /sys/block/*/size /sys/block/*/removable \\
      /sys/block/*/queue/rotational /sys/block/*/queue/scheduler \\
      /sys/block/*/queue/logical_block_size /sys/block/*/queue/hw_sector_size \\
      /sys/block/*/queue/discard_granularity /sys/block/*/device/vendor \\
      /sys/block/*/device/model /sys/block/*/device/serial /sys/block/*/device/sas_address \\
      /sys/block/*/device/sas_device_handle /sys/block/*/*/start /sys/block/*/*/size \\
      /sys/block/dm-*/dm/name
      e /proc/xen /sys/devices/virtual/dmi/id/product_name /sys/block/*/holders/* \\
      /sys/block/*/*/holders/* /sys/block/*/slaves/*
      s blocklinks; ls -ld /sys/block/* /dev/disk/by-*/* /dev/mapper/* 2>/dev/null
      m=/etc/mtab; [ -e $m ] || m=/proc/mounts
      s mtab; cat $m
      s mountinfo; cat /proc/self/mountinfo 2>/dev/null
      s statfs
      q='%S %s %b %a %c %d %n'
      set --
      while read -r d p t x; do
      case $d in /*|\\\\*|*:/*) ;; *) continue;; esac
      [ "$t" != none ] || continue
      case $p in *\\\\*) p=$(printf %b "$(printf %s "$p" | sed 's/\\\\\\([0-7]\\)/\\\\0\\1/g')");; esac
      case $t in
      nfs*|cifs|smb*|fuse*|ceph|gluster*|9p|afs|lustre|ocfs2|gfs*|beegfs*|davfs*|sshfs)
      timeout -s KILL "$T" stat -f -c "$q" "$p" 2>/dev/null ||
      { [ $? -lt 124 ] || printf 'timeout %s\\n' "$p"; };;
      *) set -- "$@" "$p";; esac
      done <$m
      [ $# = 0 ] || stat -f -c "$q" "$@" 2>/dev/null
      if h vgs && [ "$(id -u)" = 0 ]; then
      o='--noheadings --nosuffix --units g --separator ,'
      s vgs; vgs $o 2>/dev/null
      s lvs; lvs $o 2>/dev/null
      s pvs; pvs $o 2>/dev/null
      fi
      """;

  private static final String NETWORK =
      """
      if h ip; then
      s addresses; ip addr 2>/dev/null
      s route4; ip -4 route get 8.8.8.8 2>/dev/null
      s route6; ip -6 route get 2404:6800:400a:800::1012 2>/dev/null
      for p in /sys/class/net/*; do
      [ -d "$p" ] || continue
      f $p/address $p/mtu $p/operstate $p/type $p/flags $p/speed
      if [ -d "$p/bridge" ]; then f $p/bridge/bridge_id $p/bridge/stp_state; e $p/brif/*; fi
      [ ! -d "$p/bonding" ] || f $p/bonding/slaves $p/bonding/mode $p/bonding/miimon \\
      $p/bonding/lacp_rate $p/bonding/primary $p/bonding/all_slaves_active
      [ ! -d "$p/bonding_slave" ] || f $p/bonding_slave/perm_hwaddr
      e $p $p/bridge $p/bonding $p/bonding_slave
      done
      s netlinks; ls -ld /sys/class/net/*/device /sys/class/net/*/device/driver/module 2>/dev/null
      fi
      """;

  // What a fact's program says on standard error stands there behind a line of its own.
  private static final String LOCAL =
      """
      for p in "$D"/*.fact; do
      if [ ! -e "$p" ]; then
      if [ -L "$p" ]; then s "fact $p"; printf '\\n%s %s\\n%s' "$M" "rc $p" gone; fi
      continue
      fi
      if [ -x "$p" ] && [ -f "$p" ]; then
      s "fact $p"; printf '\\n%s %s\\n' "$M" "fact $p" >&2
      "$p"; printf '\\n%s %s\\n%s' "$M" "rc $p" "$?"; printf '\\n%s end\\n' "$M" >&2
      else s "fact $p"; cat "$p"; fi
      done
      """;
}
