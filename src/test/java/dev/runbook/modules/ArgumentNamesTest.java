package dev.runbook.modules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.runbook.module.ArgumentProblems;
import dev.runbook.module.Declaration;
import dev.runbook.module.Name;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Each line of {@code argument-names.txt} is a module of {@code ansible.builtin}, an argument that
 * it takes and the argument's other names, as {@code ansible-doc -j} of 2.19.11 tells them: a
 * playbook that was written for Ansible may use any of them here.
 */
class ArgumentNamesTest {
  private static final Path NAMES = Path.of("src/test/resources/argument-names.txt");

  /** Of init scripts, which `service` manages here, only what it takes everywhere. */
  private static final Set<String> NOT_TAKEN = Set.of("sysvinit daemonize", "sysvinit runlevels");

  @Test
  void everyNameOfAnArgumentIsKnown() throws IOException {
    var declarations = new HashMap<String, Declaration<?>>();
    for (var module : Modules.all()) {
      var name = module.getClass().getAnnotation(Name.class);
      var declaration = Declaration.of(module);
      declarations.put(last(name.value()), declaration);
      for (var alias : name.aliases()) {
        declarations.putIfAbsent(last(alias), declaration);
      }
    }
    var unknown = new ArrayList<String>();
    for (var line : Files.readAllLines(NAMES)) {
      var words = List.of(line.split(" "));
      var declaration = declarations.get(words.getFirst());
      if (declaration == null) {
        unknown.add(words.getFirst());
        continue;
      }
      for (var name : words.subList(1, words.size())) {
        var known = declaration.canonical(name);
        if (known == null || !known.equals(declaration.canonical(words.get(1)))) {
          unknown.add(words.getFirst() + " " + name);
        }
      }
    }
    unknown.removeAll(NOT_TAKEN);
    assertEquals(List.of(), unknown);
  }

  @Test
  void nullIsAValueWhereAnyValueIsTaken() throws ArgumentProblems {
    var given = new HashMap<String, @Nullable Object>();
    given.put("command", "passwd");
    given.put("responses", Map.of());
    assertEquals("30", Declaration.of(new ExpectModule()).bind(given).timeout());
    given.put("timeout", null);
    assertNull(Declaration.of(new ExpectModule()).bind(given).timeout());
  }

  private static String last(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
