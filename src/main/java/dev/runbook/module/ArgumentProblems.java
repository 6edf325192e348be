package dev.runbook.module;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All that is wrong with the arguments of a task, found together. */
public final class ArgumentProblems extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * @param argument the key that it is about, or null when it is about the task
   * @param text as Ansible says it
   * @param hint the nearest known name or the allowed values, or null
   */
  public record Problem(@Nullable String argument, String text, @Nullable String hint) {}

  private final transient List<Problem> problems;

  public ArgumentProblems(List<Problem> problems) {
    super(problems.stream().map(Problem::text).collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }
}
