package dev.runbook.playbook;

import dev.runbook.yaml.ParseError;
import java.util.List;

/** Everything that is wrong with what was read, found before any host is touched. */
public final class LoadErrors extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<ParseError> errors;

  public LoadErrors(List<ParseError> errors) {
    super(errors.size() + " errors, first: " + errors.getFirst().getMessage());
    this.errors = List.copyOf(errors);
  }

  public List<ParseError> errors() {
    return errors;
  }
}
