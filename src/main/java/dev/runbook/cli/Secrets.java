package dev.runbook.cli;

import dev.runbook.event.Masker;
import dev.runbook.template.Template;
import dev.runbook.template.Vaulted;
import dev.runbook.vars.Scope;
import dev.runbook.vault.VaultSecrets;
import dev.runbook.yaml.ParseError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Keeps what was written encrypted out of what is shown of variables.
final class Secrets {
  private static final String STARS = "********";
  private static final int HEADER = 32;

  private Secrets() {}

  /// Hides every value that was encrypted, alone or with its file.
  static void hide(Scope scope, Masker masker) {
    var sealed = new LinkedHashMap<String, Boolean>();
    for (var name : scope.written()) {
      for (var layer : scope.setting(name)) {
        var whole = sealed.computeIfAbsent(layer.of(name).file(), Secrets::isSealed);
        hide(layer.values().get(name), whole, masker);
      }
    }
  }

  private static void hide(@Nullable Object value, boolean whole, Masker masker) {
    switch (value) {
      case Vaulted vaulted -> {
        try {
          masker.hide(vaulted.plain());
        } catch (ParseError e) {
          // nobody can open it, so nobody can show it
        }
      }
      case Map<?, ?> map -> map.values().forEach(v -> hide(v, whole, masker));
      case List<?> list -> list.forEach(v -> hide(v, whole, masker));
      case String text when whole -> masker.hide(text);
      case Template template when whole -> masker.hide(template.text());
      case null, default -> {}
    }
  }

  private static boolean isSealed(String file) {
    try (var in = Files.newInputStream(Path.of(file))) {
      return VaultSecrets.isEncrypted(new String(in.readNBytes(HEADER), StandardCharsets.UTF_8));
    } catch (IOException | java.nio.file.InvalidPathException e) {
      return false;
    }
  }

  /// The value as it was written, what is encrypted as stars.
  static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case Vaulted _ -> STARS;
      case Template template -> template.text();
      case Map<?, ?> map -> {
        var copy = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        map.forEach((k, v) -> copy.put(k, plain(v)));
        yield copy;
      }
      case List<?> list -> {
        var copy = new ArrayList<@Nullable Object>();
        list.forEach(v -> copy.add(plain(v)));
        yield copy;
      }
      case null -> null;
      default -> value;
    };
  }
}
