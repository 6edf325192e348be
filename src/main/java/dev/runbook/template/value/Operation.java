package dev.runbook.template.value;

import java.time.DateTimeException;
import java.nio.file.InvalidPathException;
import org.jspecify.annotations.Nullable;

/// A filter, a test, a method or a function: a name, parameters, and what it does.
public final class Operation implements Invocable {
  /// The work itself.
  public interface Body {
    /// @param value what stands left of the bar, the `is` or the dot; null for functions
    @Nullable Object run(@Nullable Object value, Args args);
  }

  private final String name;
  private final String written;
  private final Body body;
  private final boolean takesUndefined;
  private volatile @Nullable Signature signature;

  private Operation(String name, String written, Body body, boolean takesUndefined) {
    this.name = name;
    this.written = written;
    this.body = body;
    this.takesUndefined = takesUndefined;
  }

  /// An operation that is never asked about undefined values: they go through it untouched.
  public static Operation of(String name, String parameters, Body body) {
    return new Operation(name, parameters, body, false);
  }

  /// An operation that wants to see undefined values itself, as `default` does.
  public static Operation lenient(String name, String parameters, Body body) {
    return new Operation(name, parameters, body, true);
  }

  public String name() {
    return name;
  }

  /// Runs it on a value.
  public @Nullable Object on(@Nullable Object value, Arguments given, Context context) {
    if (!takesUndefined) {
      if (value instanceof Undefined) {
        return value;
      }
      var positional = given.positional();
      for (var i = 0; i < positional.size(); i++) {
        if (positional.get(i) instanceof Undefined undefined) {
          return undefined;
        }
      }
      if (!given.named().isEmpty()) {
        for (var argument : given.named().values()) {
          if (argument instanceof Undefined) {
            return argument;
          }
        }
      }
    }
    var known = signature;
    if (known == null) {
      known = new Signature(written);
      signature = known;
    }
    var args = known.bind(name, given, context);
    context.effort(Values.size(value));
    try {
      var made = body.run(value, args);
      context.effort(Values.size(made));
      return made;
    } catch (InvalidPathException e) {
      throw Raised.of(Paths.invalid(e));
    } catch (DateTimeException | ArithmeticException e) {
      throw Raised.of(name + "(): " + e.getMessage());
    } catch (UnsupportedOperationException e) {
      throw Raised.of(name + "(): the value cannot be changed");
    }
  }

  @Override
  public @Nullable Object call(Arguments arguments, Context context) {
    return on(null, arguments, context);
  }

  /// The method of a value, to be called later.
  public Invocable bound(@Nullable Object value) {
    return (arguments, context) -> on(value, arguments, context);
  }
}
