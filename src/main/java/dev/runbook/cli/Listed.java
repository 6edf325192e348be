package dev.runbook.cli;

import dev.runbook.json.Json;
import dev.runbook.json.JsonStyle;
import dev.runbook.template.Template;
import dev.runbook.template.Vaulted;
import dev.runbook.template.value.Text;
import dev.runbook.yaml.YamlStyle;
import dev.runbook.yaml.YamlWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How raw values of variables look in a listing: templates as they were written, and what is
/// encrypted stays so.
final class Listed {
  private static final JsonStyle JSON =
      new JsonStyle("    ", ",", ": ", JsonStyle.Keys.SORTED, JsonStyle.Letters.KEPT);

  private Listed() {}

  /// JSON as Ansible writes it, with marks on what is encrypted or must not be evaluated.
  static String json(@Nullable Object value) {
    return Json.write(
        mapped(
            value,
            leaf ->
                switch (leaf) {
                  case Vaulted vaulted -> Map.of("__ansible_vault", vaulted.sealed());
                  case String text when Template.mayHoldTemplate(text) ->
                      Map.of("__ansible_unsafe", text);
                  case Template template -> template.text();
                  case null, default -> leaf;
                }),
        JSON);
  }

  static String yaml(@Nullable Object value) {
    var sealed = new ArrayList<String>();
    var text =
        YamlWriter.write(
            mapped(
                value,
                leaf ->
                    switch (leaf) {
                      case Vaulted vaulted -> {
                        sealed.add(vaulted.sealed());
                        yield mark(sealed.size() - 1);
                      }
                      case Template template -> template.text();
                      case null, default -> leaf;
                    }),
            YamlStyle.BLOCK);
    return sealed.isEmpty() ? text.stripTrailing() : tagged(text, sealed).stripTrailing();
  }

  /// What stands for an encrypted value until the text is written; no variable has NULs.
  private static String mark(int number) {
    return "\0" + number + "\0";
  }

  /// Puts encrypted values in, as blocks with their tag.
  private static String tagged(String text, List<String> sealed) {
    for (var i = 0; i < sealed.size(); i++) {
      var mark = "\"\\0" + i + "\\0\"";
      var at = text.indexOf(mark);
      var line = text.substring(text.lastIndexOf('\n', at) + 1);
      var indent = " ".repeat(line.length() - line.stripLeading().length() + 2);
      var block = new StringBuilder(sealed.get(i).endsWith("\n") ? "!vault |" : "!vault |-");
      sealed.get(i).lines().forEach(l -> block.append('\n').append(indent).append(l));
      text = text.replace(mark, block);
    }
    return text;
  }

  /// Python's `repr` but for texts, as `--graph --vars` prints values.
  static String python(@Nullable Object value) {
    return Text.str(
        mapped(
            value,
            leaf ->
                switch (leaf) {
                  case Vaulted _ -> "!vault";
                  case Template template -> template.text();
                  case null, default -> leaf;
                }));
  }

  private static @Nullable Object mapped(
      @Nullable Object value, Function<@Nullable Object, @Nullable Object> leaf) {
    return switch (value) {
      case List<?> list -> {
        var items = new ArrayList<@Nullable Object>();
        list.forEach(item -> items.add(mapped(item, leaf)));
        yield Collections.unmodifiableList(items);
      }
      case Map<?, ?> map -> {
        var entries = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        map.forEach((key, item) -> entries.put(key, mapped(item, leaf)));
        yield entries;
      }
      case null, default -> leaf.apply(value);
    };
  }
}
