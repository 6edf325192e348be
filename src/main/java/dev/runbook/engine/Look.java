package dev.runbook.engine;

import dev.runbook.playbook.Play;
import dev.runbook.template.Templar;
import dev.runbook.template.Variables;
import dev.runbook.vars.Scope;

/**
 * What templates see on a host when a play begins, before any task has run: nothing is connected
 * to.
 */
public final class Look {
  private final PlayRun play;
  private final HostRun host;

  Look(PlayRun play, HostRun host) {
    this.play = play;
    this.host = host;
    play.readVarsFiles(host);
  }

  public Play play() {
    return play.play;
  }

  public Scope scope() {
    return play.scope(host, play.context);
  }

  /** Renders with other variables, or with {@link #scope} itself. */
  public Templar templar(Variables variables) {
    return play.run.templates.on(variables, play.surroundings(play.context));
  }
}
