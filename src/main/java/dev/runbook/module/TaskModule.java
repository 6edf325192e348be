package dev.runbook.module;

import dev.runbook.remote.Unreachable;

/**
 * One module: the arguments it takes and what it does with them on a host. Stateless; its class
 * carries {@link Name}.
 *
 * @param <A> the record that declares the arguments
 */
public interface TaskModule<A extends Record> {

  Class<A> arguments();

  /**
   * Does the work. Everything that changes the host goes through {@link Target#plan}, so that check
   * mode and {@code changed} follow from it.
   */
  Result run(A arguments, Target target) throws ModuleFailure, Unreachable;
}
