package dev.runbook.template.value;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The arguments of one call, matched with the parameters of the operation, by their index.
public final class Args {
  private final String name;
  private final @Nullable Object[] slots;
  private final boolean[] given;
  private final List<@Nullable Object> rest;
  private final Map<String, @Nullable Object> named;
  private final Context context;

  Args(
      String name,
      @Nullable Object[] slots,
      boolean[] given,
      List<@Nullable Object> rest,
      Map<String, @Nullable Object> named,
      Context context) {
    this.name = name;
    this.slots = slots;
    this.given = given;
    this.rest = rest;
    this.named = named;
    this.context = context;
  }

  public @Nullable Object at(int index) {
    return slots[index];
  }

  /// Whether the caller wrote it.
  public boolean given(int index) {
    return given[index];
  }

  /// An argument that has to be a text.
  public String text(int index) {
    return switch (slots[index]) {
      case String s -> s;
      case Undefined u -> throw u.raised();
      case null, default ->
          throw Raised.of(
              name
                  + "() argument "
                  + (index + 1)
                  + " must be str, not "
                  + Values.typeName(slots[index]));
    };
  }

  /// An argument as text, whatever it is.
  public String string(int index) {
    return Text.str(slots[index]);
  }

  public @Nullable String textOrNull(int index) {
    return slots[index] == null ? null : text(index);
  }

  /// An argument that has to be a whole number of a sane size.
  public int whole(int index) {
    return switch (slots[index]) {
      case Boolean b -> b ? 1 : 0;
      case Long l -> Math.clamp(l, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case BigInteger b -> b.signum() < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
      case Undefined u -> throw u.raised();
      case null, default ->
          throw Raised.of(
              "'" + Values.typeName(slots[index]) + "' object cannot be interpreted as an integer");
    };
  }

  public boolean truth(int index) {
    return Values.truth(slots[index]);
  }

  public List<@Nullable Object> rest() {
    return rest;
  }

  public Map<String, @Nullable Object> named() {
    return named;
  }

  public Context context() {
    return context;
  }
}
