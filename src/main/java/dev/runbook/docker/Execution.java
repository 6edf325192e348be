package dev.runbook.docker;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A command to run in a container.
///
/// @param environment `NAME=value`
/// @param stdin what it reads, or null
public record Execution(
    List<String> words,
    @Nullable String folder,
    @Nullable String user,
    List<String> environment,
    @Nullable String stdin,
    boolean tty) {

  /// How it ended.
  public record Ended(long rc, String out, String err) {}
}
