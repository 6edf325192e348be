package dev.runbook.template.value;

import dev.runbook.template.TemplateError.Kind;
import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The value of a name that nobody set, or of an attribute that is not there. It may be passed on
/// and tested; every other use raises, as Ansible has it.
///
/// @param name what was looked for, or null
/// @param message the whole sentence, such as `'x' is undefined`
/// @param trail where it came into being, when that is another template
/// @param silent whether it prints as nothing and is false, as an inline `if` without `else` is
/// @param near asked for a hint, such as the name that was meant, only when it raises
public record Undefined(
    @Nullable String name,
    String message,
    Supplier<@Nullable String> near,
    boolean silent,
    @Nullable Trail trail) {

  public Undefined(
      @Nullable String name, String message, Supplier<@Nullable String> near, boolean silent) {
    this(name, message, near, silent, null);
  }

  /// The same, with the place where it came into being.
  public Undefined from(Trail where) {
    return new Undefined(name, message, near, silent, where);
  }

  /// An unknown variable.
  public static Undefined variable(String name, Supplier<? extends Collection<String>> known) {
    return new Undefined(
        name, "'" + name + "' is undefined", () -> Nearest.hint(name, known.get()), false);
  }

  /// An attribute or item that `owner` does not have. The words are ansible-core 2.19's.
  public static Undefined in(@Nullable Object owner, @Nullable Object key) {
    var type = Values.typeName(owner);
    if (!(key instanceof String name)) {
      return new Undefined(
          null,
          "object of type '" + type + "' has no element " + Text.repr(key),
          Undefined::nothing,
          false);
    }
    return new Undefined(
        name,
        "object of type '" + type + "' has no attribute '" + name + "'",
        () ->
            owner instanceof Map<?, ?> map ? Nearest.hint(name, Nearest.names(map.keySet())) : null,
        false);
  }

  private static @Nullable String nothing() {
    return null;
  }

  public static Undefined hinted(String message) {
    return new Undefined(null, message, Undefined::nothing, false);
  }

  /// What an inline `if` without `else` gives when its condition is false.
  public static Undefined silent(String message) {
    return new Undefined(null, message, Undefined::nothing, true);
  }

  /// What its attributes are: undefined, and no longer silent.
  Undefined loud() {
    return silent ? hinted(message) : this;
  }

  /// The error that its use is.
  public Raised raised() {
    return new Raised(Kind.UNDEFINED, message, near.get()).from(trail);
  }

  /// The value itself, unless it is undefined.
  public static @Nullable Object demand(@Nullable Object value) {
    if (value instanceof Undefined undefined) {
      throw undefined.raised();
    }
    return value;
  }
}
