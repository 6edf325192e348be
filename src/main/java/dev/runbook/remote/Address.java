package dev.runbook.remote;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a host is reached over SSH.
 *
 * @param name the inventory's name, for messages
 * @param host host name or address to connect to
 * @param port null for 22 or what the user's ssh configuration says
 * @param user null for what the ssh configuration says, else the current user
 * @param password for password logins, or null
 * @param keyFile private key to offer first, or null
 * @param timeout for connecting, key exchange and login
 * @param checkHostKey false accepts any key, as {@code host_key_checking=False}
 * @param arguments further words as for OpenSSH's {@code ssh} ({@code -o Name=value}, {@code -J},
 *     {@code -F}, {@code -i}): those with a meaning here are honoured
 */
public record Address(
    String name,
    String host,
    @Nullable Integer port,
    @Nullable String user,
    @Nullable Secret password,
    @Nullable String keyFile,
    Duration timeout,
    boolean checkHostKey,
    List<String> arguments) {}
