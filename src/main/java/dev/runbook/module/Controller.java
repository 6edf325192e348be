package dev.runbook.module;

import dev.runbook.remote.Remote;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The side that the playbook lies on, as far as modules need it: role files, templates, and
 * commands beside the run.
 */
public interface Controller {

  /**
   * Finds a file of the role or playbook as Ansible does: {@code KIND/name}, then {@code name}, in
   * each folder of the search path.
   *
   * @param kind {@code files}, {@code templates} or {@code vars}
   * @throws ModuleFailure that names the places where it was looked for
   */
  Path find(String kind, String name) throws ModuleFailure;

  /** A file's bytes, decrypted when it is a vault file. */
  byte[] read(Path file) throws ModuleFailure;

  /**
   * Renders the text of a template with the task's variables.
   *
   * @param options the {@code template} module's own: {@code trim_blocks}, {@code
   *     newline_sequence}, {@code variable_start_string} ...
   * @param more variables in front of the task's, {@code template_path} ...
   */
  String render(
      String text,
      Path file,
      Map<String, ? extends @Nullable Object> options,
      Map<String, ? extends @Nullable Object> more)
      throws ModuleFailure;

  /** The folder of the playbook that is run. */
  Path playbookDirectory();

  /** This machine, as the user who runs the playbook. */
  Remote local();
}
