package dev.runbook.modules;

import dev.runbook.archive.ArchiveReader;
import dev.runbook.module.Doc;
import dev.runbook.module.Fields;
import dev.runbook.module.FileAttributes;
import dev.runbook.module.FileState;
import dev.runbook.module.Flat;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Unpacks an archive on the host. One of the controller is read here: only what differs crosses
/// the wire, as one tar stream, so the host needs `tar` and no other program for any kind of
/// archive.
@Name(value = "ansible.builtin.unarchive", async = false)
final class UnarchiveModule implements TaskModule<UnarchiveModule.Arguments> {

  record Arguments(
      @Doc(
              value =
                  "The archive: a file of the controller, or with remote_src a path or URL for the host.",
              missing = "src (or content) and dest are required")
          String src,
      @Doc(
              value = "The folder to unpack in; it must be there.",
              missing = "src (or content) and dest are required")
          String dest,
      @Doc(value = "src is on the host.", byDefault = "no") boolean remoteSrc,
      @Doc("The old opposite of remote_src.") @Nullable Boolean copy,
      @Doc("A path; when it exists, nothing is done.") @Nullable String creates,
      @Doc(value = "Tell the names in the archive.", byDefault = "no") boolean listFiles,
      @Doc(value = "Files that are newer than those of the archive stay.", byDefault = "no")
          boolean keepNewer,
      @Doc(value = "Patterns of names that are left out.", byDefault = "[]") List<String> exclude,
      @Doc(value = "The only names that are unpacked.", byDefault = "[]") List<String> include,
      @Doc(value = "Further options for tar or unzip.", byDefault = "[]") List<String> extraOpts,
      @Doc(value = "Check the certificate of a URL.", byDefault = "yes") boolean validateCerts,
      @Doc(value = "Taken for compatibility.", byDefault = "65536") int ioBufferSize,
      @Doc(value = "Open an archive that is in a vault.", byDefault = "yes") boolean decrypt,
      @Flat FileAttributes attributes) {

    Arguments {
      if (!include.isEmpty() && !exclude.isEmpty()) {
        throw new IllegalArgumentException("parameters are mutually exclusive: include|exclude");
      }
    }

    boolean remote() {
      return copy == null ? remoteSrc : !copy;
    }
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    if (arguments.creates() != null) {
      var there = target.ask("[ -e " + Quote.path(arguments.creates()) + " ]");
      if (there.ok()) {
        return Result.skipped("skipped, since %s exists".formatted(arguments.creates()));
      }
    }
    if (arguments.remote()) {
      return new RemoteUnarchive(arguments).run(target);
    }
    var found = target.controller().find("files", arguments.src());
    try {
      if (Files.size(found) == 0) {
        throw new ModuleFailure("Invalid archive '%s', the file is 0 bytes".formatted(found));
      }
      var file = opened(found, arguments, target);
      try {
        var format = ArchiveReader.format(file);
        if (format == ArchiveReader.Format.ZSTD) {
          throw new ModuleFailure(
              "an archive of zstd can only be unpacked with remote_src: " + arguments.src());
        }
        var result = new Unpacking(arguments, file).run(target);
        return info(result.with("src", found.toString()).with("handler", handler(format)), target);
      } finally {
        if (!file.equals(found)) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new ModuleFailure(
          "Failed to find handler for \"%s\": %s".formatted(found, e.getMessage()));
    }
  }

  /// The archive itself, or a private file with what was in the vault.
  private static Path opened(Path found, Arguments arguments, Target target)
      throws IOException, ModuleFailure {
    if (arguments.decrypt()) {
      try (var in = Files.newInputStream(found)) {
        if (new String(in.readNBytes(15), java.nio.charset.StandardCharsets.ISO_8859_1)
            .equals("$ANSIBLE_VAULT;")) {
          var plain = Files.createTempFile("runbook", ".archive");
          Files.write(plain, target.controller().read(found));
          return plain;
        }
      }
    }
    return found;
  }

  private static String handler(ArchiveReader.Format format) {
    return switch (format) {
      case TAR -> "TarArchive";
      case GZIP -> "TgzArchive";
      case BZIP2 -> "TarBzipArchive";
      case XZ -> "TarXzArchive";
      case ZSTD -> "TarZstdArchive";
      case ZIP -> "ZipArchive";
    };
  }

  /// What Ansible adds about the folder.
  private static Result info(Result result, Target target) throws ModuleFailure, Unreachable {
    var dest = String.valueOf(result.values().get("dest"));
    if (!result.isChanged() || target.checking()) {
      return result;
    }
    var reply = target.ask(FileState.FUNCTIONS + "rb_see " + Quote.sh(dest));
    return result.withAll(new Fields(reply.out()).state().info());
  }
}
