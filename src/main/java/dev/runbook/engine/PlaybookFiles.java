package dev.runbook.engine;

import dev.runbook.module.Controller;
import dev.runbook.module.ModuleFailure;
import dev.runbook.remote.Remote;
import dev.runbook.template.FileOptions;
import dev.runbook.template.Templar;
import dev.runbook.template.TemplateError;
import dev.runbook.template.value.Paths;
import dev.runbook.vars.Context;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The controller's side of one task: its role's and playbook's files, and its templates. */
final class PlaybookFiles implements Controller {
  private final PlayRun play;
  private final Context where;
  private final Templar templar;

  PlaybookFiles(PlayRun play, Context where, Templar templar) {
    this.play = play;
    this.where = where;
    this.templar = templar;
  }

  @Override
  public Path find(String kind, String name) throws ModuleFailure {
    var wanted = Paths.expandUser(name, play.run.options.environment());
    var looked = new LinkedHashSet<Path>();
    if (Path.of(wanted).isAbsolute()) {
      looked.add(Path.of(wanted));
    } else {
      for (var folder : play.searchPath(where)) {
        looked.add(folder.resolve(kind).resolve(wanted));
        looked.add(folder.resolve(wanted));
      }
    }
    for (var candidate : looked) {
      if (Files.exists(candidate)) {
        // a trailing slash means something to those who copy folders; Path drops it, they keep the
        // name
        return candidate;
      }
    }
    throw new ModuleFailure(
        "Could not find or access '"
            + name
            + "'\nSearched in:\n\t"
            + String.join("\n\t", looked.stream().map(Path::toString).toList())
            + " on the Ansible Controller.\n"
            + "If you are using a module and expect the file to exist on the remote, see the"
            + " remote_src option");
  }

  @Override
  public byte[] read(Path file) throws ModuleFailure {
    try {
      return play.run.open(Files.readAllBytes(file), file);
    } catch (IOException e) {
      throw new ModuleFailure("cannot read " + file + ": " + e.getMessage());
    } catch (ParseError e) {
      throw new ModuleFailure(e.text());
    }
  }

  @Override
  public String render(
      String text,
      Path file,
      Map<String, ? extends @Nullable Object> options,
      Map<String, ? extends @Nullable Object> more)
      throws ModuleFailure {
    try {
      var inside = more.isEmpty() ? templar : templar.with(more);
      return inside.file(
          text, new Source(file.toString(), 1, 1), FileOptions.DEFAULT.with(options));
    } catch (TemplateError e) {
      throw new ModuleFailure(Told.error(e, play.run.options.workingDirectory()));
    }
  }

  @Override
  public Path playbookDirectory() {
    return play.directory;
  }

  @Override
  public Remote local() {
    return play.run.controller();
  }
}
