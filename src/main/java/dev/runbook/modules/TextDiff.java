package dev.runbook.modules;

import dev.runbook.module.Change;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `--diff` shows of a file's content; what is too large or no text is only mentioned, as
/// Ansible does.
final class TextDiff {
  /// Ansible's `max_diff_size`, in bytes.
  static final int LIMIT = 104_448;

  private TextDiff() {}

  /// @param path the file
  /// @param before its content, or null when it is too large; empty when there is none
  /// @param existed whether there was a file
  /// @param after the new content, or null when it is too large
  /// @param source what the header calls the new content
  static Change of(
      String path,
      byte @Nullable [] before,
      Existed existed,
      byte @Nullable [] after,
      String source) {
    var skipped = new ArrayList<String>();
    var old = text(before, "destination", skipped);
    var fresh = text(after, "source", skipped);
    return new Change(existed == Existed.YES ? path : "", old, fresh, source, skipped);
  }

  enum Existed {
    YES,
    NO
  }

  private static String text(byte @Nullable [] content, String side, List<String> skipped) {
    if (content == null || content.length > LIMIT) {
      skipped.add("diff skipped: %s file size is greater than %d".formatted(side, LIMIT));
      return "";
    }
    for (var b : content) {
      if (b == 0) {
        skipped.add("diff skipped: %s file appears to be binary".formatted(side));
        return "";
      }
    }
    return new String(content, StandardCharsets.UTF_8);
  }
}
