package dev.runbook.template.jinja;

import dev.runbook.template.value.Blob;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Undefined;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Takes what a template prints, part by part.
abstract sealed class Sink {
  /// Takes nothing: what a child template prints outside of its blocks.
  static final Sink MUTE = new Mute();

  static Sink of(Run.Host host) {
    return host.isNative() ? new Native(host.limits()) : new Plain(host.limits());
  }

  abstract void text(String text);

  abstract void value(@Nullable Object value);

  /// Everything that was printed.
  abstract @Nullable Object result();

  boolean isMute() {
    return false;
  }

  /// As it stands in the middle of a text: None prints nothing there.
  private static String printed(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    return value instanceof Blob bytes ? bytes.decode(StandardCharsets.UTF_8) : Text.str(value);
  }

  private static final class Plain extends Sink {
    private final StringBuilder out = new StringBuilder();
    private final Limits limits;

    Plain(Limits limits) {
      this.limits = limits;
    }

    @Override
    void text(String text) {
      limits.output(text.length());
      out.append(text);
    }

    @Override
    void value(@Nullable Object value) {
      text(printed(value));
    }

    @Override
    String result() {
      return out.toString();
    }
  }

  /// Keeps the type of a single part; more than one make a text. None is a part only if there is no
  /// other.
  private static final class Native extends Sink {
    private final Limits limits;
    private @Nullable Object first;
    private int parts;
    private boolean hasNone;
    private @Nullable StringBuilder out;

    Native(Limits limits) {
      this.limits = limits;
    }

    @Override
    void text(String text) {
      value(text);
    }

    @Override
    void value(@Nullable Object value) {
      if (value == null) {
        hasNone = true;
        return;
      }
      if (parts++ == 0) {
        first = value;
        return;
      }
      if (out == null) {
        out = new StringBuilder(printed(first));
      }
      var text = printed(value);
      limits.output(text.length());
      out.append(text);
    }

    @Override
    @Nullable Object result() {
      if (parts == 0) {
        return hasNone ? null : "";
      }
      if (out != null) {
        return out.toString();
      }
      return first instanceof Undefined u && u.silent() ? "" : first;
    }
  }

  private static final class Mute extends Sink {
    @Override
    void text(String text) {}

    @Override
    void value(@Nullable Object value) {}

    @Override
    String result() {
      return "";
    }

    @Override
    boolean isMute() {
      return true;
    }
  }
}
