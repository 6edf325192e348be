package dev.runbook.module;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/**
 * Describes one argument of a module, on a component of its record.
 *
 * <p>The component's name in snake case is the argument's name ({@code updateCache} is {@code
 * update_cache}; an underscore at the end is dropped: {@code default_}). Its type says how a value
 * is converted: {@code String, boolean, int, long, double, Map<String, Object>, List<String>,
 * List<Map<String, Object>>, Object}, or an enum, whose constants in lower case are the choices
 * ({@code _} stands for {@code -} when {@link #dashes} is set). {@code @Nullable} makes it
 * optional; so does {@link #byDefault}. A component whose type is another record, marked with
 * {@link Flat}, adds that record's components.
 */
@Retention(RetentionPolicy.RUNTIME)
@java.lang.annotation.Target(ElementType.RECORD_COMPONENT)
public @interface Doc {
  /** What the argument means, in a sentence. */
  String value();

  String[] aliases() default {};

  /** The default as it would be written in a playbook; lists as {@code []} or {@code a,b}. */
  String byDefault() default "\0";

  /** The only values allowed, where an enum would not do. */
  String[] choices() default {};

  /** What is said when it is not given, where that is not the usual message. */
  String missing() default "";

  /** The argument takes the free text of {@code command: text}. */
  boolean freeForm() default false;

  /** A mapping of all that the task gives, whatever its names are. */
  boolean rest() default false;

  /** The value is never shown. */
  boolean secret() default false;

  /** The value is not told among the arguments: it may hold secrets, but is none itself. */
  boolean untold() default false;

  /** Enum constants are written with dashes. */
  boolean dashes() default false;
}
