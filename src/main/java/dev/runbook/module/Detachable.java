package dev.runbook.module;

/**
 * A module that can do its work on the host alone, without anybody who waits for it: {@code async}
 * tasks go on there when the run is over.
 *
 * @param <A> the record that declares the arguments
 */
public interface Detachable<A extends Record> extends TaskModule<A> {

  /**
   * POSIX sh that does the work in the folder, environment and user it finds, and prints the result
   * as one JSON object, {@code failed} in it when it failed.
   */
  String detached(A arguments, Target target) throws ModuleFailure;
}
