package dev.runbook.modules.docker;

import dev.runbook.module.Doc;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a container may use of its host.
public record ResourceArguments(
    @Doc("Share of the block devices, 10 to 1000.") @Nullable Integer blkioWeight,
    @Doc("How many processors it may use.") @Nullable Double cpus,
    @Doc("Period of the processor quota, microseconds.") @Nullable Integer cpuPeriod,
    @Doc("Processor quota per period, microseconds.") @Nullable Integer cpuQuota,
    @Doc("Share of the processors.") @Nullable Integer cpuShares,
    @Doc("The processors that it runs on.") @Nullable String cpusetCpus,
    @Doc("The memory nodes that it uses.") @Nullable String cpusetMems,
    @Doc("Most memory, with a unit.") @Nullable String memory,
    @Doc("Memory that it gets when it is scarce.") @Nullable String memoryReservation,
    @Doc("Most memory and swap together, or unlimited.") @Nullable String memorySwap,
    @Doc("How readily it is swapped out, 0 to 100.") @Nullable Integer memorySwappiness,
    @Doc("Most memory of the kernel.") @Nullable String kernelMemory,
    @Doc("Switch the out-of-memory killer off.") @Nullable Boolean oomKiller,
    @Doc("What the out-of-memory killer thinks of it.") @Nullable Integer oomScoreAdj,
    @Doc("Most processes, -1 for any number.") @Nullable Integer pidsLimit,
    @Doc("Size of /dev/shm.") @Nullable String shmSize,
    @Doc("Limits, name:soft:hard.") @Nullable List<String> ulimits,
    @Doc("Devices, host:container:permissions.") @Nullable List<String> devices,
    @Doc("Most bytes per second read from devices: path, rate.")
        @Nullable List<Map<String, Object>> deviceReadBps,
    @Doc("Most bytes per second written to devices: path, rate.")
        @Nullable List<Map<String, Object>> deviceWriteBps,
    @Doc("Most reads per second from devices: path, rate.")
        @Nullable List<Map<String, Object>> deviceReadIops,
    @Doc("Most writes per second to devices: path, rate.")
        @Nullable List<Map<String, Object>> deviceWriteIops,
    @Doc("Devices by what they can do: capabilities, count, device_ids, driver, options.")
        @Nullable List<Map<String, Object>> deviceRequests,
    @Doc("Rules for devices that come later.") @Nullable List<String> deviceCgroupRules,
    @Doc("Options of the storage driver.") @Nullable Map<String, Object> storageOpts,
    @Doc("Kernel settings.") @Nullable Map<String, Object> sysctls) {}
