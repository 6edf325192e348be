package dev.runbook.remote;

import org.jspecify.annotations.Nullable;

/**
 * Who a command runs as.
 *
 * @param method {@code sudo}, {@code su}, {@code doas}, ...
 * @param user the target user, {@code root} by default
 * @param password what the method asks for, or null when it must not ask
 * @param exe the program in place of the method's own, or null
 * @param flags the options in place of the method's own, or null
 */
public record Become(
    String method,
    String user,
    @Nullable Secret password,
    @Nullable String exe,
    @Nullable String flags) {}
