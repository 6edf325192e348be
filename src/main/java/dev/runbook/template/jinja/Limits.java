package dev.runbook.template.jinja;

import dev.runbook.template.value.Raised;

/// What one render may use up, so that a template cannot stop the run.
public final class Limits {
  private static final int MAX_STEPS = 20_000_000;
  private static final int STEP = 1000;
  private static final long MAX_OUTPUT = 200_000_000;
  private static final int MAX_DEPTH = 150;

  private final long maxEffort;
  private long effort;
  private long output;
  private int depth;

  public Limits() {
    this(MAX_STEPS);
  }

  /// @param steps how many turns of loops there may be
  public Limits(int steps) {
    maxEffort = (long) steps * STEP;
  }

  /// One more turn of a loop.
  public void step() {
    effort(STEP);
  }

  /// Some work.
  ///
  /// @param amount characters or items that were looked at or made
  public void effort(long amount) {
    effort += amount;
    if (effort > maxEffort) {
      throw Raised.limit(
          "the template made more than "
              + maxEffort / STEP
              + " loop steps, or worked as much on long values");
    }
  }

  /// More text.
  void output(int characters) {
    output += characters;
    if (output > MAX_OUTPUT) {
      throw Raised.limit("the template wrote more than " + MAX_OUTPUT + " characters");
    }
  }

  /// One template, macro or variable inside another one.
  public void enter() {
    if (++depth > MAX_DEPTH) {
      depth--;
      throw Raised.limit(
          "more than " + MAX_DEPTH + " templates, macros and variables inside each other");
    }
  }

  public void leave() {
    depth--;
  }

  /// Starts anew, unless something is being rendered already.
  public void restart() {
    if (depth == 0) {
      effort = 0;
      output = 0;
    }
  }
}
