package dev.runbook.modules;

import dev.runbook.module.Change;
import dev.runbook.module.Doc;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Adds and removes lines of apt's sources, and fetches the package lists when they changed.
@Name("ansible.builtin.apt_repository")
final class AptRepositoryModule implements TaskModule<AptRepositoryModule.Arguments> {

  enum State {
    ABSENT,
    PRESENT
  }

  record Arguments(
      @Doc("The line, or ppa:OWNER/NAME on Ubuntu.") String repo,
      @Doc(value = "Whether there shall be such a line.", byDefault = "present") State state,
      @Doc("The mode of a new file, octal.") @Nullable String mode,
      @Doc(
              value = "Fetch the package lists after a change.",
              byDefault = "yes",
              aliases = "update-cache")
          boolean updateCache,
      @Doc(value = "How often to try that.", byDefault = "5") int updateCacheRetries,
      @Doc(value = "The longest pause between two tries, in seconds.", byDefault = "12")
          int updateCacheRetryMaxDelay,
      @Doc("The name of a new file, without .list.") @Nullable String filename,
      @Doc("Ubuntu's name of the release, for a PPA.") @Nullable String codename,
      @Doc(value = "Whether servers must be trusted.", byDefault = "yes") boolean validateCerts,
      @Doc(value = "No meaning here: nothing is installed for it.", byDefault = "yes")
          boolean installPythonApt) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments a, Target target) throws ModuleFailure, Unreachable {
    if (a.repo().startsWith("ppa:")) {
      throw new ModuleFailure(
          "a PPA cannot be added by its name, give the 'deb' line of it and its key");
    }
    var source = Source.of(a.repo());
    if (source == null || !source.enabled()) {
      throw new ModuleFailure("Invalid repository string: " + a.repo());
    }
    var reply =
        target.ask(
            """
            for rb_f in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
              if [ -f "$rb_f" ]; then printf '\\036%s\\n' "$rb_f"; cat "$rb_f"; fi
            done
            """);
    var files = new LinkedHashMap<String, List<String>>();
    for (var part : reply.stdout().split("\036", -1)) {
      var lines = part.lines().toList();
      if (!lines.isEmpty()) {
        files.put(lines.getFirst(), new ArrayList<>(lines.subList(1, lines.size())));
      }
    }
    var before = Map.copyOf(texts(files));
    var changed = a.state() == State.PRESENT ? add(a, source, files) : remove(source, files);
    var plan = target.plan();
    if (changed) {
      var undo = new StringBuilder();
      for (var entry : texts(files).entrySet()) {
        var file = entry.getKey();
        var old = before.get(file);
        if (entry.getValue().equals(old)) {
          continue;
        }
        var mode = a.mode() == null ? "644" : a.mode();
        var gone = entry.getValue().isEmpty() && !file.equals("/etc/apt/sources.list");
        plan.change(
            new Change(file, old == null ? "" : old, entry.getValue()),
            gone
                ? "rm -f -- " + Quote.sh(file)
                : Rewrite.file(Quote.sh(file), entry.getValue(), mode));
        undo.append(
            old == null
                ? "rm -f -- " + Quote.sh(file) + "\n"
                : Rewrite.file(Quote.sh(file), old, mode));
      }
      if (a.updateCache()) {
        plan.also(update(a, undo.toString()));
      }
    }
    plan.apply();
    return Result.of(plan)
        .with("repo", a.repo())
        .with("state", a.state() == State.PRESENT ? "present" : "absent")
        .with("sources_added", added(before, files))
        .with(
            "sources_removed",
            before.keySet().stream().filter(f -> lines(files, f).isEmpty()).sorted().toList());
  }

  private static List<String> lines(Map<String, List<String>> files, String file) {
    return files.getOrDefault(file, List.of());
  }

  private static List<String> added(Map<String, String> before, Map<String, List<String>> files) {
    return files.keySet().stream().filter(f -> !before.containsKey(f)).sorted().toList();
  }

  private static Map<String, String> texts(Map<String, List<String>> files) {
    var texts = new LinkedHashMap<String, String>();
    files.forEach(
        (file, lines) -> texts.put(file, lines.isEmpty() ? "" : String.join("\n", lines) + "\n"));
    return texts;
  }

  /// A line that is there but commented out is used again.
  private static boolean add(Arguments a, Source source, Map<String, List<String>> files) {
    var found = false;
    var changed = false;
    for (var lines : files.values()) {
      for (var i = 0; i < lines.size(); i++) {
        var old = Source.of(lines.get(i));
        if (old != null && old.text().equals(source.text())) {
          found = true;
          if (!old.enabled()) {
            lines.set(i, source.text());
            changed = true;
          }
        }
      }
    }
    if (!found) {
      var name = a.filename() != null ? a.filename() + ".list" : source.fileName();
      var file = name.contains("/") ? name : "/etc/apt/sources.list.d/" + name;
      files.computeIfAbsent(file, _ -> new ArrayList<>()).add(source.text());
      changed = true;
    }
    return changed;
  }

  private static boolean remove(Source source, Map<String, List<String>> files) {
    var changed = false;
    for (var lines : files.values()) {
      changed |=
          lines.removeIf(line -> {
            var old = Source.of(line);
            return old != null && old.enabled() && old.text().equals(source.text());
          });
    }
    return changed;
  }

  /// Sources that cannot be fetched are taken back, as Ansible does.
  private static String update(Arguments a, String undo) {
    return """
    export LC_ALL=C DEBIAN_FRONTEND=noninteractive
    rb_i=0; rb_w=1
    while :; do
      rb_r=0; rb_m=$(apt-get -o APT::Update::Error-Mode=any update 2>&1) || rb_r=$?
      case $rb_r$rb_m in 0*'Failed to fetch'*|[1-9]*) ;; *) break;; esac
      rb_i=$((rb_i + 1))
      if [ $rb_i -ge %1$d ]; then
        %3$s
        echo "Failed to update apt cache: $rb_m" >&2; exit 1
      fi
      sleep $((rb_w > %2$d ? %2$d : rb_w)); rb_w=$((rb_w * 2))
    done
    """
        .formatted(a.updateCacheRetries(), a.updateCacheRetryMaxDelay(), undo.strip());
  }

  /// A line of a sources file.
  ///
  /// @param text without comment, single spaces between the words
  record Source(String text, boolean enabled) {

    /// Null when it is none.
    static @Nullable Source of(String line) {
      var text = line.strip();
      var enabled = !text.startsWith("#");
      if (!enabled) {
        text = text.substring(1);
      }
      var comment = text.indexOf('#');
      if (comment > 0) {
        text = text.substring(0, comment);
      }
      text = String.join(" ", text.strip().split("\\s+"));
      return text.startsWith("deb ") || text.startsWith("deb-src ")
          ? new Source(text, enabled)
          : null;
    }

    /// The name that Ansible makes of the address.
    String fileName() {
      var words = text.replaceAll("\\[[^]]+]", "").replaceAll("\\w+://", "").strip().split("\\s+");
      var address = words.length > 1 ? words[1] : "";
      var host = address.contains("@") ? address.substring(address.indexOf('@') + 1) : address;
      return String.join("_", host.replaceAll("[^a-zA-Z0-9]", " ").strip().split("\\s+")) + ".list";
    }
  }
}
