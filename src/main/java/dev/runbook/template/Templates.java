package dev.runbook.template;

/**
 * The template engine of one run: parsed templates by source, the filters, tests, lookups and
 * globals. Shared by all threads.
 */
public final class Templates {

  /**
   * Binds the engine to what one task of one host sees. Cheap: called for every task of every host.
   */
  public Templar on(Variables variables, Surroundings surroundings) {
    return new Templar(this, variables, surroundings);
  }
}
