package dev.runbook.module;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One argument of a module as its record declares it.
 *
 * @param type {@code str, bool, int, float, dict, list, raw}
 * @param byDefault as written in a playbook, or null
 * @param missing what is said when it must be given and is not, or empty for the usual message
 */
public record Option(
    String name,
    List<String> aliases,
    String type,
    List<String> choices,
    @Nullable String byDefault,
    Need need,
    Shown shown,
    String missing,
    String doc) {

  /** Whether a task must give it. */
  public enum Need {
    REQUIRED,
    OPTIONAL,
    /** It takes the free text of the task. */
    FREE_FORM,
    /** It takes all arguments, under any name. */
    REST
  }

  /** Whether its value may be printed. */
  public enum Shown {
    YES,
    /** By what the module does, as the diff of a file, but not among the arguments. */
    NOT_AS_ARGUMENT,
    NEVER
  }
}
