package dev.runbook.modules;

import dev.runbook.module.Change;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.modules.GitModule.Arguments;
import dev.runbook.remote.Unreachable;
import java.util.Map;

/// A version of a clone as one file, made by `git archive` and put where one of other content is.
record GitArchive(Arguments arguments, String file) {
  private static final Map<String, String> FORMATS =
      Map.of("zip", "zip", "gz", "tar.gz", "tar", "tar", "tgz", "tgz");

  /// The result with what became of the archive.
  Result add(Result result, Target target) throws ModuleFailure, Unreachable {
    var format = FORMATS.get(file.substring(file.lastIndexOf('.') + 1));
    if (format == null) {
      throw new ModuleFailure(
          "Unable to get file extension from archive file name : " + file,
          Map.of(
              "details",
              "Please specify archive as filename with extension. File extension can be one of"
                  + " ['tar', 'tar.gz', 'zip', 'tgz']"));
    }
    var plan = target.plan();
    var change = new Change(file, "", arguments.version() + "\n");
    if (target.checking()) {
      return result.orChanged(plan.change(change, ""));
    }
    var prefix = arguments.archivePrefix();
    var reply =
        target.ask(
            GitState.environment(arguments)
                + """
                rb_t=$(mktemp -d) || exit
                rb_git archive --format %s %s--output "$rb_t/new" %s || { rm -rf "$rb_t"; exit 1; }
                cmp -s -- "$rb_t/new" %s && rm -rf "$rb_t" || echo "$rb_t"
                """
                    .formatted(
                        format,
                        prefix == null ? "" : "--prefix " + Quote.sh(prefix) + " ",
                        Quote.sh(arguments.version()),
                        Words.expanded(file)));
    if (!reply.ok()) {
      throw new ModuleFailure(
          "Failed to perform archive operation",
          Map.of(
              "details",
              "Git archive command failed to create archive %s using %s directory.Error: %s"
                  .formatted(file, arguments.dest(), reply.stderr())));
    }
    var made = reply.stdout().strip();
    if (!made.isEmpty()) {
      var folder = Quote.sh(made);
      plan.change(
          change,
          "mv -f -- %s/new %s\nrm -rf %s\n".formatted(folder, Words.expanded(file), folder));
      plan.apply();
    }
    return result.orChanged(plan);
  }
}
