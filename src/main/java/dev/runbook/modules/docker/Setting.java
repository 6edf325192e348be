package dev.runbook.modules.docker;

import java.util.ArrayList;
import java.util.List;

/// An option whose value stands in one place of the engine's form of a container.
///
/// @param option its name in a task
/// @param place `Config` or `HostConfig`
/// @param update whether the engine can change it on a container that is there
record Setting(String option, Kind kind, Place place, String key, Update update) {

  enum Place {
    CONFIG,
    HOST
  }

  enum Update {
    NEVER,
    IN_PLACE
  }

  static final List<Setting> ALL = all();

  private static List<Setting> all() {
    var all = new ArrayList<Setting>();
    add(
        all,
        Kind.VALUE,
        Place.HOST,
        Update.IN_PLACE,
        "blkio_weight BlkioWeight",
        "cpu_period CpuPeriod",
        "cpu_quota CpuQuota",
        "cpuset_cpus CpusetCpus",
        "cpuset_mems CpusetMems",
        "cpu_shares CpuShares",
        "kernel_memory KernelMemory",
        "memory Memory",
        "memory_reservation MemoryReservation",
        "memory_swap MemorySwap");
    add(
        all,
        Kind.VALUE,
        Place.HOST,
        Update.NEVER,
        "auto_remove AutoRemove",
        "cgroupns_mode CgroupnsMode",
        "cgroup_parent CgroupParent",
        "cpus NanoCpus",
        "init Init",
        "ipc_mode IpcMode",
        "memory_swappiness MemorySwappiness",
        "network_mode NetworkMode",
        "oom_killer OomKillDisable",
        "oom_score_adj OomScoreAdj",
        "pid_mode PidMode",
        "pids_limit PidsLimit",
        "privileged Privileged",
        "publish_all_ports PublishAllPorts",
        "read_only ReadonlyRootfs",
        "runtime Runtime",
        "shm_size ShmSize",
        "userns_mode UsernsMode",
        "uts UTSMode",
        "volume_driver VolumeDriver");
    add(
        all,
        Kind.SET,
        Place.HOST,
        Update.NEVER,
        "capabilities CapAdd",
        "cap_drop CapDrop",
        "dns_opts DnsOptions",
        "etc_hosts ExtraHosts",
        "groups GroupAdd",
        "links Links",
        "security_opts SecurityOpt",
        "volumes_from VolumesFrom");
    add(
        all,
        Kind.LIST,
        Place.HOST,
        Update.NEVER,
        "device_cgroup_rules DeviceCgroupRules",
        "dns_servers Dns",
        "dns_search_domains DnsSearch");
    add(
        all,
        Kind.SET_OF_MAPS,
        Place.HOST,
        Update.NEVER,
        "devices Devices",
        "device_read_bps BlkioDeviceReadBps",
        "device_write_bps BlkioDeviceWriteBps",
        "device_read_iops BlkioDeviceReadIOps",
        "device_write_iops BlkioDeviceWriteIOps",
        "device_requests DeviceRequests",
        "ulimits Ulimits");
    add(
        all,
        Kind.MAP,
        Place.HOST,
        Update.NEVER,
        "storage_opts StorageOpt",
        "sysctls Sysctls",
        "tmpfs Tmpfs",
        "published_ports PortBindings");
    add(
        all,
        Kind.VALUE,
        Place.CONFIG,
        Update.NEVER,
        "domainname Domainname",
        "hostname Hostname",
        "mac_address MacAddress",
        "stop_signal StopSignal",
        "stop_timeout StopTimeout",
        "tty Tty",
        "user User",
        "working_dir WorkingDir");
    add(all, Kind.LIST, Place.CONFIG, Update.NEVER, "command Cmd", "entrypoint Entrypoint");
    add(all, Kind.SET, Place.CONFIG, Update.NEVER, "env Env");
    add(all, Kind.MAP, Place.CONFIG, Update.NEVER, "healthcheck Healthcheck", "labels Labels");
    return List.copyOf(all);
  }

  private static void add(
      List<Setting> all, Kind kind, Place place, Update update, String... names) {
    for (var name : names) {
      var space = name.indexOf(' ');
      all.add(
          new Setting(name.substring(0, space), kind, place, name.substring(space + 1), update));
    }
  }
}
