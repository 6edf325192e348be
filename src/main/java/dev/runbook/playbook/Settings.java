package dev.runbook.playbook;

import dev.runbook.template.Templates;
import dev.runbook.template.Written;
import dev.runbook.yaml.DuplicateKeys;
import dev.runbook.yaml.Source;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What reading playbooks depends on.
 *
 * @param written turns YAML into raw values, with the vault passwords of the run
 * @param templates parses templates
 * @param rolesPath where roles are looked for after the playbook's own {@code roles}
 * @param collections the collections that are installed
 * @param workingDirectory what relative names and messages are relative to
 * @param text reads a file, decrypted when it is a vault file
 * @param early renders what must be known before a run, such as the name of an imported file, from
 *     the extra variables and those passed; throws what templates throw
 * @param extent what is checked
 * @param unknownWords what follows of words of a task that nobody knows
 * @param duplicateKeys what a key that stands twice is
 * @param warn receives (place, text)
 */
public record Settings(
    Written written,
    Templates templates,
    Catalog catalog,
    List<Path> rolesPath,
    Collections collections,
    Path workingDirectory,
    Reader text,
    Early early,
    Extent extent,
    UnknownWords unknownWords,
    DuplicateKeys duplicateKeys,
    BiConsumer<Source, String> warn) {

  /** How much of what is read is looked at. */
  public enum Extent {
    ALL,
    /** Neither arguments nor templates: enough to list what is there. */
    OUTLINE
  }

  /** Ansible's {@code invalid_task_attribute_failed}. */
  public enum UnknownWords {
    FAIL,
    WARN
  }

  /** Reads a text file; throws {@link dev.runbook.yaml.ParseError} when that is not possible. */
  @FunctionalInterface
  public interface Reader {
    String read(Path file, String shown);
  }

  /** Renders a raw value with variables that are known before the run. */
  @FunctionalInterface
  public interface Early {
    String text(Object raw, Map<String, @Nullable Object> vars);
  }

  /** How a file is called in messages: relative where it lies below the working directory. */
  public String shown(Path file) {
    var absolute = file.toAbsolutePath().normalize();
    return absolute.startsWith(workingDirectory)
        ? workingDirectory.relativize(absolute).toString()
        : absolute.toString();
  }
}
