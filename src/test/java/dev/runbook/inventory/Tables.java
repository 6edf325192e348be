package dev.runbook.inventory;

import dev.runbook.template.Template;
import dev.runbook.template.Vaulted;
import dev.runbook.yaml.Node;
import dev.runbook.yaml.Yaml;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.ThrowingConsumer;

/// The tables of expected values, recorded from real Ansible.
final class Tables {
  /// Read where they stand: copies would lose their permissions.
  static final Path FOLDER = Path.of("src/test/resources/inventory").toAbsolutePath();

  private Tables() {}

  /// One test for each row of a table, called by the value of a key.
  static Stream<DynamicTest> rows(String file, String name, ThrowingConsumer<Node.Mapping> test) {
    return ((Node.Sequence) root(file))
        .items().stream()
            .map(Node.Mapping.class::cast)
            .map(row -> DynamicTest.dynamicTest(text(row, name), () -> test.accept(row)));
  }

  static Node root(String file) {
    var path = FOLDER.resolve(file);
    return Objects.requireNonNull(
        Yaml.parse(
            Yaml.read(path, file),
            file,
            (at, text) -> {
              throw new AssertionError(at + ": " + text);
            }));
  }

  static String text(Node.Mapping row, String key) {
    return ((Node.Scalar) Objects.requireNonNull(row.get(key), key)).text();
  }

  static List<String> texts(Node.Mapping row, String key) {
    return row.get(key) instanceof Node.Sequence list
        ? list.items().stream().map(i -> ((Node.Scalar) i).text()).toList()
        : List.of();
  }

  static @Nullable Object value(@Nullable Node node) {
    return switch (node) {
      case null -> null;
      // Ansible shows what is encrypted inline as it stands; here it has been opened.
      case Node.Scalar scalar -> "!vault".equals(scalar.tag()) ? "inline secret" : scalar.value();
      case Node.Sequence list -> {
        var items = new ArrayList<@Nullable Object>();
        list.items().forEach(i -> items.add(value(i)));
        yield items;
      }
      case Node.Mapping map -> {
        var entries = new TreeMap<String, @Nullable Object>();
        map.entries().forEach(e -> entries.put(e.name(), value(e.value())));
        yield entries;
      }
    };
  }

  /// A value as a table has it: templates are their text, maps are sorted.
  static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case Template template -> template.text();
      case Vaulted vaulted -> vaulted.plain();
      case Map<?, ?> map -> sorted(map, Tables::plain);
      case List<?> list -> {
        var items = new ArrayList<@Nullable Object>();
        list.forEach(i -> items.add(plain(i)));
        yield items;
      }
      case null -> null;
      default -> value;
    };
  }

  private static Map<String, @Nullable Object> sorted(
      Map<?, ?> map, Function<@Nullable Object, @Nullable Object> value) {
    var entries = new TreeMap<String, @Nullable Object>(Comparator.naturalOrder());
    map.forEach((k, v) -> entries.put(String.valueOf(k), value.apply(v)));
    return entries;
  }
}
