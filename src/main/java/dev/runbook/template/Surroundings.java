package dev.runbook.template;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What templates and lookups of one task may reach besides its variables.
 *
 * @param searchPath folders in which a role's or playbook's relative files are looked for, nearest
 *     first (Ansible's {@code ansible_search_path}); a lookup of kind {@code files} looks in {@code
 *     DIR/files/X} then {@code DIR/X} of each, {@code templates} likewise
 * @param workingDirectory the playbook's folder
 * @param environment the environment that {@code lookup('env')} reads
 * @param vault opens the content of files that are encrypted
 * @param warn receives warnings (each kind once per run is the receiver's business)
 */
public record Surroundings(
    List<Path> searchPath,
    Path workingDirectory,
    Map<String, String> environment,
    Vault vault,
    Consumer<String> warn) {

  /** Gives the plain content of a file; what is not encrypted comes back as it is. */
  @FunctionalInterface
  public interface Vault {
    byte[] open(byte[] content, Path file);
  }

  /** Surroundings without vault passwords. */
  public Surroundings(
      List<Path> searchPath,
      Path workingDirectory,
      Map<String, String> environment,
      Consumer<String> warn) {
    this(searchPath, workingDirectory, environment, (content, _) -> content, warn);
  }
}
