package dev.runbook.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.runbook.inventory.InventoryListing.Style;
import dev.runbook.json.Json;
import dev.runbook.json.JsonStyle;
import dev.runbook.vars.Magic;
import dev.runbook.vars.Scope;
import dev.runbook.vault.VaultSecrets;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

final class InventoryTest {
  private final List<String> warnings = new ArrayList<>();
  @TempDir private Path folder;

  private Inventory load(Path in, List<String> sources) {
    return Inventory.load(sources, InventorySettings.defaults(in, warnings::add));
  }

  private Inventory load(String text) throws IOException {
    Files.writeString(folder.resolve("hosts"), text);
    return load(folder, List.of("hosts"));
  }

  // --- whole inventories, as ansible-inventory prints them

  @TestFactory
  Stream<DynamicTest> listsWhatAnsibleLists() throws IOException {
    return cases(
        "list.json",
        (inventory, expected, combined) -> {
          var listing = new InventoryListing(inventory, List.of(), Style.EFFECTIVE, combined);
          assertEquals(json(expected), listed(listing, inventory));
        });
  }

  @TestFactory
  Stream<DynamicTest> exportsWhatAnsibleExports() throws IOException {
    return cases(
        "export.json",
        (inventory, expected, combined) -> {
          var listing = new InventoryListing(inventory, List.of(), Style.EXPORT, combined);
          assertEquals(json(expected), listed(listing, inventory));
        });
  }

  @TestFactory
  Stream<DynamicTest> nestsWhatAnsibleNests() throws IOException {
    return cases(
        "list.yml",
        (inventory, expected, combined) -> {
          var listing = new InventoryListing(inventory, List.of(), Style.EFFECTIVE, combined);
          var file = Tables.FOLDER.relativize(expected).toString();
          assertEquals(Tables.value(Tables.root(file)), Tables.plain(listing.tree()));
        });
  }

  @TestFactory
  Stream<DynamicTest> drawsGroupsAsAnsibleDoes() throws IOException {
    return cases(
        "graph.txt",
        (inventory, expected, combined) -> {
          var listing = new InventoryListing(inventory, List.of(), Style.EFFECTIVE, combined);
          var all = Objects.requireNonNull(inventory.groups().get("all"));
          // how values look is for those who print them
          var lines = Files.readAllLines(expected).stream().filter(l -> !l.contains("{")).toList();
          assertEquals(lines, listing.graph(all, null));
          assertEquals(
              Files.readAllLines(expected).stream().map(l -> l.replaceAll(" = .*", "")).toList(),
              listing.graph(all, _ -> "").stream().map(l -> l.replaceAll(" = .*", "")).toList());
        });
  }

  private interface Check {
    void of(
        Inventory inventory,
        Path expected,
        Function<List<Layer>, Map<String, @Nullable Object>> combined)
        throws IOException;
  }

  private Stream<DynamicTest> cases(String file, Check check) throws IOException {
    List<Path> cases;
    try (var found = Files.list(Tables.FOLDER.resolve("cases"))) {
      // what a plugin makes is asked of the whole program
      cases = found.filter(p -> !p.endsWith("constructed")).sorted().toList();
    }
    return cases.stream()
        .map(path ->
            dynamicTest(
                path.getFileName().toString(),
                () -> {
                  var hashes = path.endsWith("merge") ? Scope.Hashes.MERGE : Scope.Hashes.REPLACE;
                  check.of(inventory(path), path.resolve(file), combined(hashes));
                }));
  }

  private Inventory inventory(Path path) throws IOException {
    var password = path.resolve("password");
    var secrets =
        Files.exists(password)
            ? VaultSecrets.of(Files.readString(password).strip())
            : VaultSecrets.none();
    var settings = InventorySettings.defaults(path, warnings::add).withVault(secrets::decrypt);
    return Inventory.load(Files.readAllLines(path.resolve("sources")), settings);
  }

  private static Function<List<Layer>, Map<String, @Nullable Object>> combined(
      Scope.Hashes hashes) {
    return layers -> {
      var scope = new Scope(new Magic(null), layers.reversed(), hashes);
      var values = new LinkedHashMap<String, @Nullable Object>();
      scope.names().forEach(name -> values.put(name, scope.get(name)));
      return values;
    };
  }

  private static String json(Path file) throws IOException {
    var text = Files.readString(file);
    // Ansible shows what is encrypted inline as it stands, here it has been opened; and it marks
    // text that must not be evaluated.
    text =
        text.replaceAll("\\{\\s*\"__ansible_vault\": \"[^\"]*\"\\s*\\}", "\"inline secret\"")
            .replaceAll("\\{\\s*\"__ansible_unsafe\": (\"[^\"]*\")\\s*\\}", "$1");
    return Json.write(Json.parse(text), JsonStyle.PRETTY);
  }

  private static String listed(InventoryListing listing, Inventory inventory) {
    return Json.write(Tables.plain(listing.list(inventory.hosts())), JsonStyle.PRETTY);
  }

  // --- patterns

  @TestFactory
  Stream<DynamicTest> patternsChooseWhatAnsibleChooses() {
    var inventory = load(Tables.FOLDER, List.of("patterns-hosts"));
    return Tables.rows(
        "patterns.yml",
        "pattern",
        row -> {
          warnings.clear();
          var pattern = List.of(Tables.text(row, "pattern"));
          if (row.get("error") != null) {
            var error = assertThrows(ParseError.class, () -> inventory.match(pattern));
            assertEquals(Tables.text(row, "error"), error.text());
          } else {
            // a fresh inventory each time: asking for 127.0.0.1 makes it the implicit localhost
            var fresh = load(Tables.FOLDER, List.of("patterns-hosts"));
            warnings.clear();
            assertEquals(
                Tables.texts(row, "hosts"), fresh.match(pattern).stream().map(Host::name).toList());
            assertEquals(Tables.texts(row, "warnings"), warnings);
          }
        });
  }

  @Test
  void aLimitMayComeFromAFile() throws IOException {
    var inventory = load("[web]\na\nb\nc\n");
    Files.writeString(folder.resolve("site.retry"), "c\na\n");
    assertEquals("[c, a]", inventory.limit("@site.retry").toString());
    assertEquals("[a, b]", inventory.limit("web:!c").toString());
    var error = assertThrows(ParseError.class, () -> inventory.limit("@nosuch"));
    assertEquals("Unable to find limit file nosuch", error.text());
  }

  // --- layers

  @Test
  void layersComeInAnsiblesOrderWithTheirPlaces() throws IOException {
    var playbook = Files.createDirectories(folder.resolve("play"));
    for (var base : List.of(folder, playbook)) {
      for (var name : List.of("group_vars/all", "group_vars/web", "host_vars/w1")) {
        var file = base.resolve(name + ".yml");
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, "# first line\nv: 1\n");
      }
    }
    var inventory = load("[web]\nw1 v=1\n[web:vars]\nv=2\n[all:vars]\nv=3\n");
    var host = Objects.requireNonNull(inventory.host("w1"));
    var places =
        inventory.layers(host, List.of(playbook)).stream()
            .map(l -> l.of("v").toString().replace(folder + "/", ""))
            .toList();
    assertEquals(
        List.of(
            "hosts:6:3",
            "hosts:4:3",
            "group_vars/all.yml:2:1",
            "play/group_vars/all.yml:2:1",
            "group_vars/web.yml:2:1",
            "play/group_vars/web.yml:2:1",
            "hosts:2:6",
            "host_vars/w1.yml:2:1",
            "play/host_vars/w1.yml:2:1"),
        places);
  }

  @Test
  void layersOfGroupsAreSharedBetweenHosts() throws IOException {
    Files.createDirectories(folder.resolve("group_vars"));
    Files.writeString(folder.resolve("group_vars/web.yml"), "v: 1\n");
    var inventory = load("[web]\nw[1:2]\n[web:vars]\ng=1\n");
    var first = inventory.layers(Objects.requireNonNull(inventory.host("w1")), List.of());
    var second = inventory.layers(Objects.requireNonNull(inventory.host("w2")), List.of());
    assertEquals(3, first.size());
    assertSame(first.get(0), second.get(0));
    assertSame(first.get(1), second.get(1));
    assertSame(first, inventory.layers(first(inventory), List.of()));
  }

  private static Host first(Inventory inventory) {
    return inventory.hosts().getFirst();
  }

  @Test
  void aVariableFileThatIsNoMappingIsAnErrorWithItsPlace() throws IOException {
    Files.createDirectories(folder.resolve("group_vars"));
    Files.writeString(folder.resolve("group_vars/all.yml"), "---\n- a\n");
    var inventory = load("w1\n");
    var error = assertThrows(ParseError.class, () -> inventory.layers(first(inventory), List.of()));
    assertEquals(folder + "/group_vars/all.yml:2:1", error.at().toString());
  }

  // --- hosts and groups that plays add

  @Test
  void hostsMayBeAddedWhileAPlayRuns() throws IOException {
    var inventory = load("[web]\nw1\n");
    var added = inventory.add("new:2222", Map.of("a", 1L), List.of("web", "fresh"));
    assertTrue(added.changed());
    assertEquals("new", added.host().name());
    assertEquals(List.of("fresh", "web"), added.host().groupNames());
    assertEquals(2222L, added.host().inventoryVariables().values().get("ansible_ssh_port"));
    assertEquals("[w1, new]", inventory.match(List.of("web")).toString());
    assertTrue(inventory.hosts().contains(added.host()));
    assertFalse(inventory.add("new:2222", Map.of("a", 1L), List.of("web", "fresh")).changed());

    var before = added.host().inventoryVariables();
    assertTrue(inventory.add("new", Map.of("a", 2L), List.of()).changed());
    assertEquals(1L, before.values().get("a"), "what was handed out stays as it was");
    assertEquals(2L, added.host().inventoryVariables().values().get("a"));

    var alone = inventory.add("alone", Map.of(), List.of());
    assertEquals(List.of("ungrouped"), alone.host().groupNames());
  }

  @Test
  void hostsMayBeGroupedWhileAPlayRuns() throws IOException {
    var inventory = load("loner\n[web]\nw1\n");
    var host = Objects.requireNonNull(inventory.host("loner"));
    assertTrue(inventory.addToGroup(host, "os_Debian", List.of("os")));
    assertFalse(inventory.addToGroup(host, "os_Debian", List.of("os")));
    assertEquals(List.of("os", "os_Debian"), host.groupNames());
    assertEquals("[loner]", inventory.match(List.of("os")).toString());
    assertEquals(List.of(), Objects.requireNonNull(inventory.groups().get("ungrouped")).hosts());
  }

  @Test
  void sourcesMayBeReadAgainWhileAPlayRuns() throws IOException {
    Files.createDirectories(folder.resolve("host_vars"));
    Files.writeString(folder.resolve("host_vars/w1.yml"), "v: 1\n");
    var inventory = load("[web]\nw1 a=1\nw2\n");
    var host = Objects.requireNonNull(inventory.host("w1"));
    var gone = Objects.requireNonNull(inventory.host("w2"));
    inventory.add("new", Map.of("n", 1L), List.of("web"));
    inventory.addToGroup(host, "grouped", List.of());
    inventory.addToGroup(gone, "grouped", List.of());
    assertEquals(1L, inventory.layers(host, List.of()).getLast().values().get("v"));

    Files.writeString(folder.resolve("hosts"), "[web]\nw1 a=2\nw3\n");
    Files.writeString(folder.resolve("host_vars/w1.yml"), "v: 2\n");
    inventory.refresh();

    assertSame(host, inventory.host("w1"));
    assertEquals(2L, host.inventoryVariables().values().get("a"));
    assertEquals(2L, inventory.layers(host, List.of()).getLast().values().get("v"));
    assertEquals("[w1, w3, new]", inventory.match(List.of("web")).toString());
    assertEquals("[w1]", inventory.match(List.of("grouped")).toString());
    assertEquals(List.of("grouped", "web"), host.groupNames());
    assertNull(inventory.host("w2"));
  }

  @Test
  void manyThreadsMayAddAndAsk() throws Exception {
    var inventory = load("[web]\nw[1:50]\n");
    var threads = new ArrayList<Thread>();
    var problems = new ArrayList<Throwable>();
    for (var i = 0; i < 8; i++) {
      var number = i;
      threads.add(
          Thread.ofVirtual()
              .uncaughtExceptionHandler((_, e) -> problems.add(e))
              .start(() -> {
                for (var j = 0; j < 50; j++) {
                  inventory.add("n" + number + "-" + j, Map.of("v", j), List.of("new"));
                  inventory.match(List.of("all:!web"));
                  inventory.hosts().forEach(h -> inventory.layers(h, List.of()));
                }
              }));
    }
    for (var thread : threads) {
      thread.join();
    }
    assertEquals(List.of(), problems);
    assertEquals(450, inventory.hosts().size());
    assertEquals(400, inventory.match(List.of("new")).size());
  }

  // --- localhost

  @Test
  void localhostIsThereWithoutBeingWritten() throws IOException {
    var inventory = load("[all:vars]\nv=1\n[web]\nw1\n");
    var host = Objects.requireNonNull(inventory.host("localhost"));
    assertTrue(host.implicit());
    assertEquals("[w1]", inventory.match(List.of("all")).toString());
    assertEquals(List.of(), host.groupNames());
    var layers = inventory.layers(host, List.of());
    assertEquals(1L, layers.getFirst().values().get("v"));
    assertEquals("local", layers.getLast().values().get("ansible_connection"));
  }

  @Test
  void aWrittenLocalhostIsAnOrdinaryHost() throws IOException {
    var inventory = load("localhost x=1\n");
    var host = Objects.requireNonNull(inventory.host("127.0.0.1"));
    assertFalse(host.implicit());
    assertEquals("localhost", host.name());
  }

  // --- scale

  @Test
  void fiveThousandHostsTakeNoTime() throws IOException {
    var text = new StringBuilder("[big]\nn[0001:5000]");
    for (var i = 0; i < 100; i++) {
      text.append(" v").append(i).append('=').append(i);
    }
    Files.createDirectories(folder.resolve("group_vars"));
    var variables = new StringBuilder();
    for (var i = 0; i < 100; i++) {
      variables.append("g").append(i).append(": '{{ v").append(i).append(" }}'\n");
    }
    Files.writeString(folder.resolve("group_vars/big.yml"), variables.toString());
    var start = System.nanoTime();
    var inventory = load(text.append('\n').toString());
    var hosts = inventory.match(List.of("big:!n0001"));
    for (var host : hosts) {
      assertEquals(2, inventory.layers(host, List.of()).size());
    }
    var seconds = (System.nanoTime() - start) / 1e9;
    assertEquals(4999, hosts.size());
    assertTrue(seconds < 20, seconds + " s");
  }

  // --- errors

  @TestFactory
  Stream<DynamicTest> saysWhatIsWrongWithAnIniFile() {
    return Stream.of(
            List.of(
                "web1\nweb2 oops\n",
                "2:6",
                "Expected key=value host variable assignment, got: oops"),
            List.of(
                "web1 a='x\n",
                "1:1",
                "Error parsing host definition 'web1 a='x': No closing quotation"),
            List.of(
                "[web:varz]\na=1\n",
                "1:6",
                "Section [web:varz] has unknown type: varz\nDid you mean 'vars'?"),
            List.of(
                "[web server]\n",
                "1:1",
                "Invalid section entry: '[web server]'. Please make sure that there are no spaces"
                    + " in the section entry, and that there are no other invalid characters"),
            List.of(
                "[web:vars]\na=1\n",
                "1:2",
                "Section [web:vars] not valid for undefined group: web"),
            List.of(
                "[web]\na\n[prod:children]\nwbe\n",
                "4:1",
                "Section [prod:children] includes undefined group: wbe\nDid you mean 'web'?"),
            List.of("[web]\n[web:vars]\noops\n", "3:1", "Expected key=value, got: oops"),
            List.of("[web:children]\na b\n", "2:1", "Expected group name, got: a b"),
            List.of(
                "x\nweb:\n",
                "2:1",
                "Invalid host pattern 'web:' supplied, ending in ':' is not allowed"),
            List.of("x\nweb[1:\n", "2:1", "host range has no end: 'web[1:'"),
            List.of(
                "[a:children]\nb\n[b:children]\na\n",
                "4:1",
                "Adding group 'a' as child to 'b' creates a recursive dependency loop."),
            List.of(
                "[a]\nh\n[a:vars]\nansible_group_priority=high\n",
                "4:24",
                "ansible_group_priority is not a whole number: high"))
        .map(row ->
            dynamicTest(
                row.getFirst().replace('\n', ' '),
                () -> {
                  warnings.clear();
                  load(row.getFirst());
                  var expected =
                      "\n* Failed to parse "
                          + folder
                          + "/hosts with ini plugin: "
                          + folder
                          + "/hosts:"
                          + row.get(1)
                          + ": "
                          + row.get(2);
                  assertTrue(warnings.getFirst().startsWith(expected), warnings.toString());
                  assertEquals(
                      "Unable to parse " + folder + "/hosts as an inventory source",
                      warnings.get(1));
                  assertEquals(
                      "No inventory was parsed, only implicit localhost is available",
                      warnings.get(2));
                }));
  }

  @TestFactory
  Stream<DynamicTest> saysWhatIsWrongWithAYamlFile() {
    return Stream.of(
            List.of(
                "all:\n  hosts:\n    - web1\n", "3:5", "Invalid \"hosts\" entry for \"all\" group"),
            List.of("all:\n\thosts:\n", "2:1", ""),
            List.of(
                "- a\n", "1:1", "YAML inventory has invalid structure, it should be a dictionary"),
            List.of("all: {hosts: {12: }}\n", "1:15", "Host pattern 12 must be a string"),
            List.of(
                "all: {hosts: {a: [1]}}\n",
                "1:18",
                "Invalid data for host 'a', expected dictionary"),
            List.of("plugin: nosuch\n", "1:9", "specifies unknown plugin 'nosuch'"))
        .map(row ->
            dynamicTest(
                row.getFirst().replace('\n', ' '),
                () -> {
                  warnings.clear();
                  Files.writeString(folder.resolve("h.yml"), row.getFirst());
                  load(folder, List.of("h.yml"));
                  var place = folder + "/h.yml" + (row.get(1).isEmpty() ? "" : ":" + row.get(1));
                  assertEquals(3, warnings.size(), warnings.toString());
                  assertTrue(warnings.getFirst().contains(place + ": "), warnings.getFirst());
                  assertTrue(warnings.getFirst().contains(row.get(2)), warnings.getFirst());
                }));
  }

  @Test
  void anExecutableHostListIsReadNotRun() throws IOException {
    var witness = folder.resolve("witness");
    var file = folder.resolve("hosts");
    Files.writeString(file, "touch x=" + witness + "\n");
    assertTrue(file.toFile().setExecutable(true));
    assertEquals("[touch]", load(folder, List.of("hosts")).hosts().toString());
    assertFalse(Files.exists(witness));
  }

  @Test
  void aScriptThatFailsSaysWhy() throws IOException {
    var file = folder.resolve("hosts.sh");
    Files.writeString(file, "#!/bin/sh\necho 'no token' >&2\nexit 3\n");
    assertTrue(file.toFile().setExecutable(true));
    load(folder, List.of("hosts.sh"));
    assertTrue(
        warnings.getFirst().contains("had an execution error: no token"), warnings.getFirst());
  }

  @Test
  void pluginsMakeHostsOfTheirFiles() throws IOException {
    Files.writeString(folder.resolve("cloud.yml"), "plugin: cloud\ncount: 2\n");
    var plugin =
        new InventoryPlugin() {
          @Override
          public java.util.Set<String> names() {
            return java.util.Set.of("cloud");
          }

          @Override
          public void parse(
              dev.runbook.yaml.Node.Mapping configuration,
              Path file,
              Additions inventory,
              Known known) {
            inventory.group("made");
            inventory.host("c1", "made");
            inventory.variable("c1", "size", 3L, new Source(file.toString(), 2, 1));
          }
        };
    var inventory =
        Inventory.load(
            List.of("cloud.yml"),
            InventorySettings.defaults(folder, warnings::add).withPlugins(List.of(plugin)));
    assertEquals(List.of(), warnings);
    assertEquals("[c1]", inventory.match(List.of("made")).toString());
    assertNotNull(inventory.host("c1"));
  }
}
