package dev.runbook.template;

import dev.runbook.template.FileOptions.LstripBlocks;
import dev.runbook.template.FileOptions.TrimBlocks;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Values;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The `#jinja2:` line at the head of a template file, which changes how the rest is read.
final class FileHeader {
  static final String MARK = "#jinja2:";

  private FileHeader() {}

  /// The options that the first line of a text asks for, on top of others.
  static FileOptions read(String text, FileOptions options) {
    var end = text.indexOf('\n');
    if (end < 0) {
      throw Raised.of("Missing newline after '" + MARK + "' override.");
    }
    var wanted = new LinkedHashMap<String, @Nullable Object>();
    for (var pair : text.substring(MARK.length(), end).split(",", -1)) {
      var colon = pair.indexOf(':');
      if (colon < 0) {
        throw Raised.of(
            "Missing key-value separator `:` in '#jinja2:' override pair '" + pair + "'.");
      }
      wanted.put(pair.substring(0, colon).strip(), literal(pair.substring(colon + 1).strip()));
    }
    return with(options, wanted);
  }

  private static Object literal(String text) {
    if (text.length() > 1
        && (text.charAt(0) == '\'' || text.charAt(0) == '"')
        && text.charAt(0) == text.charAt(text.length() - 1)) {
      return text.substring(1, text.length() - 1).replace("\\n", "\n").replace("\\r", "\r");
    }
    return switch (text) {
      case "True", "true" -> true;
      case "False", "false" -> false;
      default -> text;
    };
  }

  /// Options by the names that Ansible gives them.
  static FileOptions with(FileOptions options, Map<String, ? extends @Nullable Object> wanted) {
    var result = options;
    for (var entry : wanted.entrySet()) {
      if (entry.getValue() != null) {
        result = one(result, entry.getKey(), entry.getValue());
      }
    }
    return result;
  }

  private static FileOptions one(FileOptions o, String key, Object value) {
    var text = value.toString();
    var truth =
        value instanceof String s
            ? s.equalsIgnoreCase("true") || s.equalsIgnoreCase("yes")
            : Values.truth(value);
    return switch (key) {
      case "newline_sequence" ->
          new FileOptions(
              text,
              o.blockStart(),
              o.blockEnd(),
              o.variableStart(),
              o.variableEnd(),
              o.commentStart(),
              o.commentEnd(),
              o.trimBlocks(),
              o.lstripBlocks());
      case "block_start_string" ->
          new FileOptions(
              o.newlineSequence(),
              text,
              o.blockEnd(),
              o.variableStart(),
              o.variableEnd(),
              o.commentStart(),
              o.commentEnd(),
              o.trimBlocks(),
              o.lstripBlocks());
      case "block_end_string" ->
          new FileOptions(
              o.newlineSequence(),
              o.blockStart(),
              text,
              o.variableStart(),
              o.variableEnd(),
              o.commentStart(),
              o.commentEnd(),
              o.trimBlocks(),
              o.lstripBlocks());
      case "variable_start_string" ->
          new FileOptions(
              o.newlineSequence(),
              o.blockStart(),
              o.blockEnd(),
              text,
              o.variableEnd(),
              o.commentStart(),
              o.commentEnd(),
              o.trimBlocks(),
              o.lstripBlocks());
      case "variable_end_string" ->
          new FileOptions(
              o.newlineSequence(),
              o.blockStart(),
              o.blockEnd(),
              o.variableStart(),
              text,
              o.commentStart(),
              o.commentEnd(),
              o.trimBlocks(),
              o.lstripBlocks());
      case "comment_start_string" ->
          new FileOptions(
              o.newlineSequence(),
              o.blockStart(),
              o.blockEnd(),
              o.variableStart(),
              o.variableEnd(),
              text,
              o.commentEnd(),
              o.trimBlocks(),
              o.lstripBlocks());
      case "comment_end_string" ->
          new FileOptions(
              o.newlineSequence(),
              o.blockStart(),
              o.blockEnd(),
              o.variableStart(),
              o.variableEnd(),
              o.commentStart(),
              text,
              o.trimBlocks(),
              o.lstripBlocks());
      case "trim_blocks" ->
          new FileOptions(
              o.newlineSequence(),
              o.blockStart(),
              o.blockEnd(),
              o.variableStart(),
              o.variableEnd(),
              o.commentStart(),
              o.commentEnd(),
              truth ? TrimBlocks.YES : TrimBlocks.NO,
              o.lstripBlocks());
      case "lstrip_blocks" ->
          new FileOptions(
              o.newlineSequence(),
              o.blockStart(),
              o.blockEnd(),
              o.variableStart(),
              o.variableEnd(),
              o.commentStart(),
              o.commentEnd(),
              o.trimBlocks(),
              truth ? LstripBlocks.YES : LstripBlocks.NO);
      case "keep_trailing_newline" -> o;
      default -> throw Raised.of("Invalid '#jinja2:' override key '" + key + "'.");
    };
  }
}
