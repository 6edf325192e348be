package dev.runbook.playbook;

import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Collects what is wrong while a playbook is read, so that all of it is told together; and warns
 * once per kind.
 */
final class Problems {
  private final List<ParseError> errors = new ArrayList<>();
  private final Set<String> warned = new HashSet<>();
  private final BiConsumer<Source, String> warn;
  private final Settings.UnknownWords unknownWords;
  private int prepared;

  Problems(Settings settings) {
    this.prepared = settings.extent() == Settings.Extent.OUTLINE ? 1 : 0;
    this.unknownWords = settings.unknownWords();
    this.warn = settings.warn();
  }

  void add(ParseError error) {
    if (errors.stream()
        .noneMatch(e -> e.at().equals(error.at()) && e.text().equals(error.text()))) {
      errors.add(error);
    }
  }

  /** A word of a task that nobody knows. */
  void unknown(String word, ParseError error) {
    if (unknownWords == Settings.UnknownWords.WARN) {
      warn(error.at(), "Ignoring invalid attribute: " + word);
    } else {
      add(error);
    }
  }

  /**
   * A task's argument that is wrong. Ansible tells when the task runs; we tell before any host is
   * touched, unless the playbook is prepared for a task that fails or does not run.
   */
  void argument(ParseError error) {
    if (prepared == 0) {
      add(error);
    }
  }

  /** Reads steps that a condition, a rescue or {@code ignore_errors} stands around. */
  <T> T prepared(boolean isPrepared, Supplier<T> reading) {
    prepared += isPrepared ? 1 : 0;
    try {
      return reading.get();
    } finally {
      prepared -= isPrepared ? 1 : 0;
    }
  }

  boolean isPrepared() {
    return prepared > 0;
  }

  List<ParseError> errors() {
    return errors;
  }

  /** An old form that still works. */
  void old(Source at, String kind, String text) {
    if (warned.add(kind)) {
      warn.accept(at, text);
    }
  }

  void warn(Source at, String text) {
    if (warned.add(at + text)) {
      warn.accept(at, text);
    }
  }
}
