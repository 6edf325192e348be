package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.Fields;
import dev.runbook.module.FileState;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/// Brings a file of the host to the controller. The place is made of the task's words alone, so
/// what a host answers cannot lead elsewhere.
@Name(value = "ansible.builtin.fetch", async = false)
final class FetchModule implements TaskModule<FetchModule.Arguments> {

  record Arguments(
      @Doc(value = "The file of the host; not a folder.", missing = "src and dest are required")
          Object src,
      @Doc(
              value =
                  "A folder of the controller; with flat, a file or a folder with a slash at the end.",
              missing = "src and dest are required")
          String dest,
      @Doc(value = "A missing file is a failure.", byDefault = "yes") boolean failOnMissing,
      @Doc(value = "Compare the checksums afterwards.", byDefault = "yes") boolean validateChecksum,
      @Doc(value = "No folders for the host and the path.", byDefault = "no") boolean flat) {
    Arguments {
      if (!(src instanceof String)) {
        throw new IllegalArgumentException(
            "Invalid type supplied for source option, it must be a string");
      }
    }
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    if (target.checking()) {
      return Result.skipped("check mode not (yet) supported for this module");
    }
    var script =
        FileState.FUNCTIONS
            + "p="
            + Quote.path(arguments.src().toString())
            + """

            rb_see "$p"
            if [ -r "$p" ]; then printf '1\\0'; else printf '\\0'; fi
            if [ -f "$p" ] && [ -r "$p" ]; then sha1sum <"$p"; fi
            printf '\\0'
            if [ ! -e "$p" ]; then LC_ALL=C ls -d -- "$p" 2>&1; fi
            """;
    var fields = new Fields(target.ask(script).out());
    var now = fields.state();
    var readable = fields.next().equals("1");
    var sum = fields.word();
    if (fields.next().strip().endsWith(": Permission denied")) {
      return missing(arguments, "file is not readable: " + now.path() + ": Permission denied", now);
    }
    if (!now.exists()) {
      return missing(arguments, "the remote file does not exist", now);
    }
    if (now.folder()) {
      return missing(
          arguments, "remote file is a directory, fetch cannot work on directories", now);
    }
    if (!readable) {
      return missing(arguments, "file is not readable: " + now.path(), now);
    }
    var place = place(arguments, now.path(), target);
    if (Files.isDirectory(place)) {
      throw new ModuleFailure(
          "calculated dest '"
              + place
              + "' is an existing directory, use another path that does not point to an existing"
              + " directory");
    }
    try {
      if (Files.isRegularFile(place)) {
        var local = FileSource.raw(place, place.getFileName().toString());
        if (local.sha1().equals(sum)) {
          return Result.unchanged()
              .with("md5sum", local.md5())
              .with("checksum", sum)
              .with("file", now.path())
              .with("dest", place.toString());
        }
      }
      Files.createDirectories(place.getParent());
      var temporary = Files.createTempFile(place.getParent(), ".runbook_tmp", "");
      try (var out = Files.newOutputStream(temporary)) {
        target.get(now.path(), out);
      }
      var got = FileSource.raw(temporary, "");
      if (arguments.validateChecksum() && !got.sha1().equals(sum)) {
        Files.delete(temporary);
        throw new ModuleFailure(
            "checksum mismatch",
            Map.of("checksum", got.sha1(), "remote_checksum", sum, "file", now.path()));
      }
      readable(temporary, place);
      Files.move(temporary, place, StandardCopyOption.REPLACE_EXISTING);
      return Result.changed()
          .with("md5sum", got.md5())
          .with("remote_md5sum", null)
          .with("checksum", got.sha1())
          .with("remote_checksum", sum)
          .with("dest", place.toString());
    } catch (IOException e) {
      throw new ModuleFailure("Failed to fetch the file: " + e.getMessage());
    }
  }

  /// A new file gets the usual mode, as one that is written directly would.
  private static void readable(Path temporary, Path place) throws IOException {
    var like = Files.exists(place) ? place : null;
    var mode = like == null ? List.of() : List.copyOf(Files.getPosixFilePermissions(like));
    if (!mode.isEmpty() && like != null) {
      Files.setPosixFilePermissions(temporary, Files.getPosixFilePermissions(like));
    } else {
      Files.setPosixFilePermissions(
          temporary, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
    }
  }

  private static Result missing(Arguments arguments, String msg, FileState now)
      throws ModuleFailure {
    if (arguments.failOnMissing()) {
      throw new ModuleFailure(msg, Map.of("file", now.path()));
    }
    return Result.unchanged()
        .with("msg", msg + ", not transferring, ignored")
        .with("file", now.path());
  }

  /// `DEST/HOST/PATH`, or with flat `DEST`, or `DEST/NAME` for a folder.
  private static Path place(Arguments arguments, String path, Target target) throws ModuleFailure {
    var home = arguments.dest().startsWith("~/") ? System.getProperty("user.home") : null;
    var written = home == null ? arguments.dest() : home + arguments.dest().substring(1);
    var dest = target.controller().playbookDirectory().resolve(written);
    if (arguments.flat()) {
      if (Files.isDirectory(dest) && !written.endsWith("/")) {
        throw new ModuleFailure(
            "dest is an existing directory, use a trailing slash if you want to fetch src into that"
                + " directory");
      }
      return written.endsWith("/")
          ? dest.resolve(path.substring(path.lastIndexOf('/') + 1)).normalize()
          : dest.normalize();
    }
    var place = dest.resolve(target.host()).resolve(path.replaceAll("^/+", "")).normalize();
    if (!place.startsWith(dest.normalize())) {
      throw new ModuleFailure(
          "Detected directory traversal, expected to be contained in '%s' but got '%s'"
              .formatted(dest.normalize(), place));
    }
    return place;
  }
}
