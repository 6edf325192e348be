package dev.runbook.report;

import java.util.EnumSet;
import java.util.Set;

/**
 * How results look: what the settings of Ansible's callbacks say.
 *
 * @param verbosity 0, 1 for {@code -v}, ...
 * @param format how results are written
 * @param pretty whether results take several lines
 * @param parts what is shown
 * @param diffContext lines around a change
 */
public record Style(int verbosity, Format format, Pretty pretty, Set<Part> parts, int diffContext) {

  /** How results are written. */
  public enum Format {
    JSON,
    YAML
  }

  /** Whether results take several lines; by default those do that are what the task is for. */
  public enum Pretty {
    DEFAULT,
    ALWAYS,
    NEVER
  }

  /** Something that may be shown or not. */
  public enum Part {
    OK_HOSTS,
    SKIPPED_HOSTS,
    FAILURES_ON_STDERR,
    CHECK_MARKERS,
    /** The run as a whole changes nothing. */
    DRY_RUN,
    PATH_OF_FAILURES,
    HOST_STARTS,
    CUSTOM_STATS,
    ARGUMENTS,
    /** {@code warnings} and {@code deprecations} of results. */
    RESULT_WARNINGS,
    DEPRECATIONS,
    /** What failed, once more at the end. */
    DIGEST
  }

  /** As Ansible prints without any setting. */
  public static Style usual(int verbosity) {
    return new Style(
        verbosity,
        Format.JSON,
        Pretty.DEFAULT,
        EnumSet.of(
            Part.OK_HOSTS,
            Part.SKIPPED_HOSTS,
            Part.RESULT_WARNINGS,
            Part.DEPRECATIONS,
            Part.DIGEST),
        3);
  }

  /** The same, but results written so. */
  public Style in(Format other) {
    return new Style(verbosity, other, pretty, parts, diffContext);
  }

  boolean shows(Part part) {
    return parts.contains(part);
  }
}
