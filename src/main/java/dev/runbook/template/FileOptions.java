package dev.runbook.template;

import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Values;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a template file is to be read, as the {@code template} module or the file's first line says;
 * the defaults are Ansible's.
 *
 * @param lineStatement what makes the rest of a line a statement; empty for nothing
 * @param lineComment what makes the rest of a line a comment; empty for nothing
 */
public record FileOptions(
    String newlineSequence,
    String blockStart,
    String blockEnd,
    String variableStart,
    String variableEnd,
    String commentStart,
    String commentEnd,
    String lineStatement,
    String lineComment,
    TrimBlocks trimBlocks,
    LstripBlocks lstripBlocks) {

  /** Whether the newline after a block is removed. */
  public enum TrimBlocks {
    YES,
    NO
  }

  /** Whether white space before a block is removed. */
  public enum LstripBlocks {
    YES,
    NO
  }

  public static final FileOptions DEFAULT =
      new FileOptions(
          "\n", "{%", "%}", "{{", "}}", "{#", "#}", "", "", TrimBlocks.YES, LstripBlocks.NO);

  /** The names of the first components. */
  private static final List<String> TEXTS =
      List.of(
          "newline_sequence",
          "block_start_string",
          "block_end_string",
          "variable_start_string",
          "variable_end_string",
          "comment_start_string",
          "comment_end_string",
          "line_statement_prefix",
          "line_comment_prefix");

  /** These options with others by the names that Ansible gives them; null changes nothing. */
  public FileOptions with(Map<String, ? extends @Nullable Object> wanted) {
    var result = this;
    for (var entry : wanted.entrySet()) {
      if (entry.getValue() != null) {
        result = result.with(entry.getKey(), entry.getValue());
      }
    }
    return result;
  }

  private FileOptions with(String key, Object value) {
    var texts =
        new String[] {
          newlineSequence,
          blockStart,
          blockEnd,
          variableStart,
          variableEnd,
          commentStart,
          commentEnd,
          lineStatement,
          lineComment
        };
    var trim = trimBlocks;
    var lstrip = lstripBlocks;
    switch (key) {
      case "trim_blocks" -> trim = isTrue(value) ? TrimBlocks.YES : TrimBlocks.NO;
      case "lstrip_blocks" -> lstrip = isTrue(value) ? LstripBlocks.YES : LstripBlocks.NO;
      case "keep_trailing_newline" -> {
        // Ansible keeps them all in any case.
      }
      default -> {
        var index = TEXTS.indexOf(key);
        if (index < 0) {
          throw Raised.of("Invalid '" + FileHeader.MARK + "' override key '" + key + "'.");
        }
        texts[index] = value.toString();
      }
    }
    return new FileOptions(
        texts[0], texts[1], texts[2], texts[3], texts[4], texts[5], texts[6], texts[7], texts[8],
        trim, lstrip);
  }

  private static boolean isTrue(Object value) {
    return value instanceof String text
        ? List.of("true", "yes", "on", "1").contains(text.toLowerCase(Locale.ROOT))
        : Values.truth(value);
  }
}
