package dev.runbook.engine;

import dev.runbook.json.Json;
import dev.runbook.json.JsonError;
import dev.runbook.json.JsonStyle;
import dev.runbook.template.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Facts between runs: with {@code fact_caching = jsonfile} one file a host, as Ansible writes and
 * reads them; else nothing is kept.
 */
public final class FactCache {
  private final Settings settings;
  private final Consumer<String> warn;

  /** Whether facts of earlier runs count. */
  public enum Start {
    AS_IT_IS,
    /** {@code --flush-cache}. */
    EMPTY
  }

  /**
   * @param plugin {@code memory}, {@code jsonfile} ...
   * @param folder where its files are, or null
   * @param prefix in front of the hosts' names
   * @param timeout after which facts are forgotten; zero for never
   */
  public record Settings(
      String plugin, @Nullable Path folder, String prefix, Duration timeout, Start start) {

    boolean keeps() {
      return plugin.substring(plugin.lastIndexOf('.') + 1).equals("jsonfile") && folder != null;
    }
  }

  FactCache(Settings settings, Consumer<String> warn) {
    this.settings = settings;
    this.warn = warn;
    var name = settings.plugin().substring(settings.plugin().lastIndexOf('.') + 1);
    if (!name.equals("memory") && !settings.keeps()) {
      warn.accept(
          name.equals("jsonfile")
              ? "fact_caching = jsonfile needs a folder in fact_caching_connection: facts are kept"
                  + " for this run only"
              : "the fact cache '" + name + "' is not known: facts are kept for this run only");
    }
  }

  /** What is known of a host from earlier runs. */
  Map<String, @Nullable Object> load(String host) {
    var file = file(host);
    if (file == null) {
      return Map.of();
    }
    try {
      if (settings.start() == Start.EMPTY) {
        Files.deleteIfExists(file);
        return Map.of();
      }
      if (!Files.isRegularFile(file) || expired(file)) {
        return Map.of();
      }
      var facts = new LinkedHashMap<String, @Nullable Object>();
      if (Json.parse(Files.readString(file)) instanceof Map<?, ?> map) {
        map.forEach((name, value) -> facts.put(String.valueOf(name), value));
      }
      return facts;
    } catch (IOException | JsonError e) {
      warn.accept("cannot read the cached facts of " + host + ": " + e.getMessage());
      return Map.of();
    }
  }

  private boolean expired(Path file) throws IOException {
    return !settings.timeout().isZero()
        && Files.getLastModifiedTime(file)
            .toInstant()
            .isBefore(Instant.now().minus(settings.timeout()));
  }

  /** Keeps all that is known of a host. */
  void save(String host, Map<String, @Nullable Object> facts) {
    var file = file(host);
    if (file == null) {
      return;
    }
    try {
      Files.createDirectories(file.getParent());
      var next = Files.createTempFile(file.getParent(), ".facts", "");
      Files.writeString(next, Json.write(plain(facts), JsonStyle.PRETTY));
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      warn.accept("cannot keep the facts of " + host + ": " + e.getMessage());
    }
  }

  /** {@code meta: clear_facts}. */
  void forget(String host) {
    var file = file(host);
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        warn.accept("cannot forget the facts of " + host + ": " + e.getMessage());
      }
    }
  }

  private @Nullable Path file(String host) {
    var folder = settings.folder();
    return !settings.keeps() || folder == null || host.contains("/")
        ? null
        : folder.resolve(settings.prefix() + host);
  }

  private static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        var copy = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((name, each) -> copy.put(String.valueOf(name), plain(each)));
        yield copy;
      }
      case List<?> list -> {
        var copy = new ArrayList<@Nullable Object>();
        list.forEach(each -> copy.add(plain(each)));
        yield copy;
      }
      case Template template -> template.text();
      case String _, Number _, Boolean _ -> value;
      case null -> null;
      default -> String.valueOf(value);
    };
  }
}
