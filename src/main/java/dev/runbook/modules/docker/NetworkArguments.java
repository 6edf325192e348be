package dev.runbook.modules.docker;

import dev.runbook.module.Doc;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a container is reached, and what it reaches.
public record NetworkArguments(
    @Doc("bridge, host, none, container:NAME, or a network.") @Nullable String networkMode,
    @Doc(
            "Networks: name, ipv4_address, ipv6_address, aliases, links, mac_address, driver_opts,"
                + " gw_priority.")
        @Nullable List<Map<String, Object>> networks,
    @Doc(value = "Networks replace the default one.", byDefault = "true")
        boolean networksCliCompatible,
    @Doc("Disconnect it from all other networks.") @Nullable Boolean purgeNetworks,
    @Doc(value = "Ports, address:port:port/protocol.", aliases = "ports")
        @Nullable List<String> publishedPorts,
    @Doc(
            value = "Ports that are only open to other containers.",
            aliases = {"exposed", "expose"})
        @Nullable List<String> exposedPorts,
    @Doc("Publish all ports of the image.") @Nullable Boolean publishAllPorts,
    @Doc("The address that ports without one are bound to.") @Nullable String defaultHostIp,
    @Doc("Its DNS servers.") @Nullable List<String> dnsServers,
    @Doc("Its DNS options.") @Nullable List<String> dnsOpts,
    @Doc("Its DNS search domains.") @Nullable List<String> dnsSearchDomains,
    @Doc("Entries of its /etc/hosts, name to address.") @Nullable Map<String, Object> etcHosts,
    @Doc("Containers that it knows by name, container:alias.") @Nullable List<String> links,
    @Doc("Its hardware address.") @Nullable String macAddress) {}
