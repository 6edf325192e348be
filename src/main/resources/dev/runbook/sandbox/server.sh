# Turns a minimal Debian tree into what a fresh Debian server is: an init, sshd, sudo, cron, logrotate, and nothing that
# a playbook should install. Runs inside the tree, as root: in a chroot, or as a RUN step of an image.
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d # no service starts here
apt-get -qq update
apt-get -qq -o DPkg::Options::=--force-unsafe-io install --no-install-recommends systemd systemd-sysv dbus openssh-server \
  sudo cron logrotate iproute2 iputils-ping netbase procps kmod less nano ca-certificates >/dev/null
rm -f /usr/sbin/policy-rc.d /etc/dpkg/dpkg.cfg.d/docker /etc/apt/apt.conf.d/docker* /etc/ssh/ssh_host_*
apt-get clean
rm -rf /var/lib/apt/lists/*
mkdir -p /var/lib/apt/lists/partial

# The login that cloud images give: no password, sudo without one. Keys lie outside of the homes, so that a playbook that
# manages authorized_keys cannot lock us out.
useradd -m -s /bin/bash -p '*' deploy
echo 'deploy ALL=(ALL:ALL) NOPASSWD:ALL' >/etc/sudoers.d/deploy
chmod 440 /etc/sudoers.d/deploy
cat >/etc/ssh/sshd_config.d/sandbox.conf <<'C'
UseDNS no
MaxStartups 100:30:200
MaxSessions 100
PermitRootLogin prohibit-password
AuthorizedKeysFile .ssh/authorized_keys /etc/ssh/sandbox_authorized_keys
C
# Who can connect can log in: not before /run/nologin is gone.
mkdir -p /etc/systemd/system/ssh.service.d
printf '[Unit]\nAfter=systemd-user-sessions.service\n' >/etc/systemd/system/ssh.service.d/sandbox.conf

# What belongs to real hardware, or would work on its own in the middle of a test.
systemctl mask systemd-udevd.service systemd-udev-trigger.service systemd-udevd-kernel.socket systemd-udevd-control.socket \
  getty.target console-getty.service systemd-logind.service systemd-modules-load.service systemd-pstore.service \
  systemd-networkd-wait-online.service e2scrub_all.timer e2scrub_reap.service fstrim.timer apt-daily.timer \
  apt-daily-upgrade.timer sys-kernel-debug.mount sys-kernel-tracing.mount dev-hugepages.mount dev-mqueue.mount \
  sys-fs-fuse-connections.mount 2>/dev/null

# The machine's own control groups and network settings come read-only; a Docker engine and `sysctl net.*` need them.
# Everything else under /proc/sys belongs to the kernel that we share and stays read-only.
cat >/usr/local/sbin/sandbox-boot <<'B'
#!/bin/sh
for d in /sys/fs/cgroup /sys/fs/cgroup/*/; do mount -o remount,bind,rw "$d" 2>/dev/null; done
mount --bind /proc/sys/net /proc/sys/net && mount -o remount,bind,rw /proc/sys/net
exit 0
B
chmod 755 /usr/local/sbin/sandbox-boot
cat >/etc/systemd/system/sandbox-boot.service <<'U'
[Unit]
Description=Make this machine's own control groups and network settings writable
DefaultDependencies=no
After=local-fs.target
Before=sysinit.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/local/sbin/sandbox-boot

[Install]
WantedBy=sysinit.target
U
systemctl enable sandbox-boot.service 2>/dev/null
: >/etc/machine-id # each machine makes its own
rm -f /var/lib/dbus/machine-id
