package dev.runbook.modules.docker;

import dev.runbook.module.Doc;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Files of a container, and how it is walled off.
public record SystemArguments(
    @Doc("Volumes, source:target:mode, or a target alone.") @Nullable List<String> volumes,
    @Doc("Mounts: target, source, type, read_only, and options of each type.")
        @Nullable List<Map<String, Object>> mounts,
    @Doc("Containers whose volumes it has too.") @Nullable List<String> volumesFrom,
    @Doc("The driver of its volumes.") @Nullable String volumeDriver,
    @Doc("File systems in memory, target:options.") @Nullable List<String> tmpfs,
    @Doc("Its own files cannot be changed.") @Nullable Boolean readOnly,
    @Doc("It may do anything.") @Nullable Boolean privileged,
    @Doc("Capabilities that it gets.") @Nullable List<String> capabilities,
    @Doc("Capabilities that it loses.") @Nullable List<String> capDrop,
    @Doc("Security options.") @Nullable List<String> securityOpts,
    @Doc("Its user namespace.") @Nullable String usernsMode,
    @Doc("Its IPC namespace.") @Nullable String ipcMode,
    @Doc("Its process namespace.") @Nullable String pidMode,
    @Doc("Its UTS namespace.") @Nullable String uts,
    @Doc(
            value = "Its cgroup namespace.",
            choices = {"private", "host"})
        @Nullable String cgroupnsMode,
    @Doc("Its parent cgroup.") @Nullable String cgroupParent,
    @Doc("The program that runs it.") @Nullable String runtime,
    @Doc("What its image is made for, linux/arm64.") @Nullable String platform) {}
