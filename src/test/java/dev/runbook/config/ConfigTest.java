package dev.runbook.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.runbook.yaml.Node;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Yaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

final class ConfigTest {
  @TempDir private Path temp;
  private Path folder = Path.of("");
  private Path home = Path.of("");
  private final List<String> warnings = new ArrayList<>();

  @BeforeEach
  void folders() throws IOException {
    folder = Files.createDirectory(temp.toRealPath().resolve("work"));
    home = Files.createDirectory(temp.toRealPath().resolve("home"));
  }

  private Config load(Map<String, String> environment) {
    return Config.load(environment, folder, home, warnings::add);
  }

  private static String resource(String name) throws IOException {
    try (var in = Objects.requireNonNull(ConfigTest.class.getResourceAsStream("/config/" + name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @TestFactory
  Stream<DynamicTest> readsWhatAnsibleReads() throws IOException {
    Files.writeString(folder.resolve("ansible.cfg"), resource("ansible.cfg"));
    var config = load(Map.of("ANSIBLE_FORKS", "8", "MYVAR", "/m", "ANSIBLE_BECOME_USER", "env"));
    var expected =
        resource("expected.yml")
            .replace("{dir}", folder.toString())
            .replace("{home}", home.toString());
    var root =
        (Node.Mapping) Objects.requireNonNull(Yaml.parse(expected, "expected", (_, _) -> {}));
    return root.entries().stream()
        .map(entry ->
            dynamicTest(
                entry.name(),
                () ->
                    assertEquals(
                        plain(entry.value()),
                        Objects.requireNonNull(config.values().get(entry.name())).value())));
  }

  private static @Nullable Object plain(Node node) {
    return switch (node) {
      case Node.Scalar scalar -> scalar.value();
      case Node.Sequence list -> list.items().stream().map(i -> ((Node.Scalar) i).text()).toList();
      case Node.Mapping map -> map.toString();
    };
  }

  @Test
  void tellsWhereAValueComesFrom() throws IOException {
    Files.writeString(folder.resolve("ansible.cfg"), "[defaults]\ntimeout = 3\nforks = 4\n");
    var config = load(Map.of("ANSIBLE_FORKS", "8"));
    assertEquals(folder + "/ansible.cfg:2:11", config.origin("DEFAULT_TIMEOUT").toString());
    assertEquals("env: ANSIBLE_FORKS", config.origin("DEFAULT_FORKS").toString());
    assertEquals("default", config.origin("DEFAULT_STRATEGY").toString());
  }

  @Test
  void takesTheFirstFileOfEnvironmentFolderAndHome() throws IOException {
    Files.writeString(home.resolve(".ansible.cfg"), "[defaults]\nforks = 1\n");
    assertEquals(1, load(Map.of()).number("DEFAULT_FORKS"));
    Files.writeString(folder.resolve("ansible.cfg"), "[defaults]\nforks = 2\n");
    assertEquals(2, load(Map.of()).number("DEFAULT_FORKS"));
    var named = Files.createDirectory(folder.resolve("named"));
    Files.writeString(named.resolve("ansible.cfg"), "[defaults]\nforks = 3\n");
    assertEquals(3, load(Map.of("ANSIBLE_CONFIG", "named")).number("DEFAULT_FORKS"));
    assertEquals(3, load(Map.of("ANSIBLE_CONFIG", named + "/ansible.cfg")).number("DEFAULT_FORKS"));
  }

  @Test
  void distrustsAFolderThatEverybodyMayWriteTo() throws IOException {
    Files.writeString(folder.resolve("ansible.cfg"), "[defaults]\nforks = 2\n");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    var config = load(Map.of());
    assertNull(config.file());
    assertEquals(5, config.number("DEFAULT_FORKS"));
    assertTrue(
        warnings
            .getFirst()
            .startsWith(
                "Ansible is being run in a world writable directory ("
                    + folder
                    + "), ignoring it as an ansible.cfg source."),
        warnings.toString());
  }

  @Test
  void everySettingThatTheProgramAsksForIsThere() throws IOException {
    var config = load(Map.of());
    var asked = Pattern.compile("\\.(?:text|string|flag|number|list)\\(\\s*\"([A-Za-z_.]+)\"\\)");
    var names = new TreeSet<String>();
    try (var files = Files.walk(Path.of("src/main/java"))) {
      for (var file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        var text = Files.readString(file);
        if (text.contains("dev.runbook.config.Config") || text.contains("config()")) {
          asked.matcher(text).results().forEach(m -> names.add(m.group(1)));
        }
      }
    }
    names.removeIf(name -> !name.contains(".") && !name.equals(name.toUpperCase(Locale.ROOT)));
    assertTrue(names.size() > 50, names.toString());
    for (var name : names) {
      config.value(name);
    }
  }

  @Test
  void knowsOldNames() throws IOException {
    Files.writeString(
        folder.resolve("ansible.cfg"),
        """
        [defaults]
        hostfile = h
        ask_sudo_pass = yes
        sudo_user = admin
        callback_whitelist = x
        """);
    var config = load(Map.of());
    assertEquals(List.of(folder + "/h"), config.list("DEFAULT_HOST_LIST"));
    assertEquals("admin", config.string("DEFAULT_BECOME_USER"));
    assertTrue(config.flag("DEFAULT_BECOME_ASK_PASS"));
    assertEquals(List.of("x"), config.list("CALLBACKS_ENABLED"));
  }

  @Test
  void takesHostsWithCommasForHosts() {
    assertEquals(
        List.of("h1,h2,"), load(Map.of("ANSIBLE_INVENTORY", "h1,h2,")).list("DEFAULT_HOST_LIST"));
    assertEquals(
        List.of(folder + "/a", folder + "/b/c"),
        load(Map.of("ANSIBLE_INVENTORY", "a,b/c")).list("DEFAULT_HOST_LIST"));
  }

  @Test
  void namesTheNearestSettingForAnUnknownOne() throws IOException {
    Files.writeString(
        folder.resolve("ansible.cfg"), "[defaults]\nforkz = 3\n[my_plugin]\nanything = 1\n");
    assertEquals(
        List.of(
            folder
                + "/ansible.cfg:2:9: unknown setting 'defaults.forkz'; did you mean"
                + " 'defaults.forks'?"),
        load(Map.of()).unknown());
  }

  @TestFactory
  Stream<DynamicTest> saysWhereTheFileIsWrong() {
    return Stream.of(
            List.of("forks = 1", "1:1", "File contains no section headers."),
            List.of("[defaults]\nforks", "2:1", "Source contains parsing errors: 'forks'"),
            List.of(
                "[defaults]\nforks=1\nforks=2",
                "3:1",
                "option 'forks' in section 'defaults' already exists, first at line 2"),
            List.of("[a]\n[a]", "2:1", "section 'a' already exists"),
            List.of(
                "[defaults]\nforks = many # x",
                "2:9",
                "Invalid type for configuration option setting: DEFAULT_FORKS: 'many # x' is not a"
                    + " whole number"),
            List.of(
                "[defaults]\n\ngathering = implicitt",
                "3:13",
                "Invalid value \"implicitt\" for configuration option \"setting:"
                    + " DEFAULT_GATHERING\", valid values are: implicit, explicit, smart"))
        .map(row ->
            dynamicTest(
                row.getFirst().replace('\n', ' '),
                () -> {
                  var file = folder.resolve("ansible.cfg");
                  Files.writeString(file, row.getFirst());
                  var error = assertThrows(ParseError.class, () -> load(Map.of()));
                  assertEquals(file + ":" + row.get(1), error.at().toString());
                  assertEquals(row.get(2), error.text());
                }));
  }
}
