package dev.runbook.template;

/** The value of {@code omit}: an argument that has it is as if it were not written. */
public enum Omit {
  OMIT;

  @Override
  public String toString() {
    return "__omit_place_holder__";
  }
}
