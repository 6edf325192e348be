package dev.runbook.modules;

import dev.runbook.json.Json;
import dev.runbook.json.JsonStyle;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// The script of a program that nobody waits for: it runs it and prints its result as JSON, in the
/// shape of Ansible's `command` module.
final class DetachedExecution {
  /// `rb_text FILE`: what a file holds, as the inside of a JSON string; with a second word, blank
  /// lines at its end stay.
  private static final String TOOLS =
      """
      rb_t=$(printf '\\t') rb_r=$(printf '\\r') rb_e=$(printf '\\033')
      rb_text() {
        tr -d '\\000' <"$1" |
          sed -e 's/\\\\/\\\\\\\\/g' -e 's/"/\\\\"/g' -e "s/$rb_t/\\\\\\\\t/g" \\
            -e "s/$rb_r/\\\\\\\\r/g" -e "s/$rb_e/\\\\\\\\u001b/g" |
          LC_ALL=C awk -v keep="$2" '
            keep == "" && /^(\\\\r)*$/ { held = held (NR > 1 ? "\\\\n" : "") $0; next }
            { printf "%s%s%s", held, (NR > 1 ? "\\\\n" : ""), $0; held = "" }'
        if [ -n "$2" ] && [ -s "$1" ] && [ -z "$(tail -c 1 "$1")" ]; then printf '\\\\n'; fi
      }
      rb_time() { date "+$1" | sed -e 's/\\.%N//' -e 's/\\(\\.[0-9]\\{6\\}\\)[0-9]*$/\\1/'; }
      rb_delta() {
        awk -v a="$1" -v b="$2" 'BEGIN {
          d = b - a; if (d < 0) d = 0; s = int(d)
          if (s >= 86400) printf "%d day%s, ", s / 86400, (s >= 172800 ? "s" : "")
          printf "%d:%02d:%02d.%06d", s % 86400 / 3600, s % 3600 / 60, s % 60, (d - s) * 1000000 }'
      }
      rb_say() { printf '%s\\n' "$1"; exit 0; }
      """;

  private static final String RUN =
      """
      rb_dir=$(mktemp -d) || exit 1
      trap 'rm -rf "$rb_dir"' EXIT
      rb_s=$(rb_time '%F %T.%N') rb_a=$(rb_time %s.%N)
      """;

  private static final String TELL =
      """
      rb_rc=$?
      rb_b=$(rb_time %s.%N)
      if [ $rb_rc = 0 ]; then rb_m=; rb_f=false; else rb_m='non-zero return code'; rb_f=true; fi
      printf '"rc": %s, "failed": %s, "msg": "%s", "start": "%s", ' \\
        $rb_rc $rb_f "$rb_m" "$rb_s"
      printf '"end": "%s", "delta": "%s", "stdout": "' \\
        "$(rb_time '%F %T.%N')" "$(rb_delta "$rb_a" "$rb_b")"
      """;

  private final StringBuilder script = new StringBuilder(TOOLS);

  DetachedExecution changeInto(@Nullable String folder, Result otherwise) {
    if (folder != null) {
      script.append("cd -P ").append(Words.expanded(folder)).append(" 2>/dev/null || ");
      say(otherwise, "failed");
    }
    return this;
  }

  /// Ends with this when the test of a shell holds.
  DetachedExecution unless(@Nullable String test, Result then) {
    if (test != null) {
      script.append(test).append(" && ");
      say(then, null);
    }
    return this;
  }

  /// Runs the program, whose name is a word of its own where no shell is in between.
  String run(
      String program,
      @Nullable String name,
      @Nullable String stdin,
      Result started,
      ModuleFailure missing,
      String blankEnds) {
    if (name != null) {
      script.append("command -v ").append(Quote.sh(name)).append(" >/dev/null 2>&1 || ");
      say(missing.result().with("msg", missing.msg()), "failed");
    }
    script.append(RUN);
    if (stdin != null) {
      script.append("printf %s ").append(Quote.sh(stdin)).append(" >\"$rb_dir/in\"\n");
    }
    script.append("printf %s ").append(Quote.sh(opened(started))).append('\n');
    script
        .append("( exec ")
        .append(program)
        .append(" ) >\"$rb_dir/out\" 2>\"$rb_dir/err\" <")
        .append(stdin == null ? "/dev/null" : "\"$rb_dir/in\"")
        .append('\n')
        .append(TELL)
        .append("rb_text \"$rb_dir/out\" ")
        .append(blankEnds)
        .append("\nprintf '\", \"stderr\": \"'\nrb_text \"$rb_dir/err\" ")
        .append(blankEnds)
        .append("\nprintf '\"}\\n'\n");
    return script.toString();
  }

  private void say(Result result, @Nullable String flag) {
    script.append("rb_say ").append(Quote.sh(json(result, flag))).append('\n');
  }

  /// What is known of a result before the program has run, to be gone on with.
  private static String opened(Result started) {
    var text = json(started, null);
    return text.substring(0, text.length() - 1) + ", ";
  }

  private static String json(Result result, @Nullable String flag) {
    var all = new LinkedHashMap<String, @Nullable Object>();
    all.put("changed", result.isChanged());
    all.putAll(result.values());
    if (flag != null) {
      all.put(flag, true);
    }
    return Json.write(all, JsonStyle.PYTHON);
  }
}
