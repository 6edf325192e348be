package dev.runbook.module;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/**
 * The fully qualified name of a module, {@code ansible.builtin.copy}; the short name is its last
 * part.
 */
@Retention(RetentionPolicy.RUNTIME)
@java.lang.annotation.Target(ElementType.TYPE)
public @interface Name {
  String value();

  /** Further full names that mean the same module, {@code ansible.builtin.systemd_service}. */
  String[] aliases() default {};

  CheckMode checkMode() default CheckMode.FULL;

  /** Whether a task may have it done with {@code async}. */
  boolean async() default true;

  /** What the module does when nothing may be changed. */
  enum CheckMode {
    /** It tells what would change. */
    FULL,
    /** It is skipped by the engine. */
    NONE
  }
}
