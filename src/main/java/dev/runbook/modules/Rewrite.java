package dev.runbook.modules;

import dev.runbook.module.Quote;

/// Words for sh that give a small text file new content at once: whoever reads it sees the old or
/// the new, a full disk leaves the old one, and owner and mode stay.
final class Rewrite {
  private Rewrite() {}

  /// @param path a word for sh
  /// @param mode of a file that is made, such as `644`
  static String file(String path, String content, String mode) {
    return file(path, content, mode, "");
  }

  /// @param more commands for the new file, `"$rb_t"`, before it takes its place
  static String file(String path, String content, String mode, String more) {
    return """
    rb_f=%s
    if [ -L "$rb_f" ] && command -v readlink >/dev/null; then rb_f=$(readlink -f -- "$rb_f"); fi
    rb_t=$(mktemp "$(dirname -- "$rb_f")/.runbook-XXXXXXXX")
    if [ -e "$rb_f" ]; then cp -p -- "$rb_f" "$rb_t"; else chmod %s "$rb_t"; fi
    printf %%s %s >"$rb_t" || { rm -f "$rb_t"; exit 1; }
    %smv -f -- "$rb_t" "$rb_f" 2>/dev/null || { cat "$rb_t" >"$rb_f"; rm -f "$rb_t"; }
    """
        .formatted(path, mode, Quote.sh(content), more);
  }
}
