package dev.runbook.modules;

import dev.runbook.json.Json;
import dev.runbook.json.JsonStyle;
import dev.runbook.module.Doc;
import dev.runbook.module.FileAttributes;
import dev.runbook.module.Flat;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Brings files and folders of the controller, or a text, to the host; with `remote_src` from one
/// place of the host to another.
@Name(value = "ansible.builtin.copy", async = false)
final class CopyModule implements TaskModule<CopyModule.Arguments> {

  record Arguments(
      @Doc("The file or folder; with a slash at the end, what is in the folder.")
          @Nullable String src,
      @Doc(value = "The text of the file, in place of src.", untold = true)
          @Nullable Object content,
      @Doc(value = "Where to.", missing = "dest is required") String dest,
      @Doc(value = "Keep a copy of the old file.", byDefault = "no") boolean backup,
      @Doc(value = "Replace a file that is there.", aliases = "thirsty", byDefault = "yes")
          boolean force,
      @Doc("A command that checks the file before it takes its place; %s stands for it.")
          @Nullable String validate,
      @Doc("The mode of the folders that are made.") @Nullable Object directoryMode,
      @Doc(value = "src is on the host.", byDefault = "no") boolean remoteSrc,
      @Doc(value = "Follow a link at dest.", byDefault = "no") boolean follow,
      @Doc(value = "Follow links in src.", byDefault = "yes") boolean localFollow,
      @Doc("The SHA-1 that the file must have.") @Nullable String checksum,
      @Doc(value = "Open files that are in a vault.", byDefault = "yes") boolean decrypt,
      @Flat FileAttributes attributes) {

    Arguments {
      if ((src == null || src.isEmpty()) && content == null) {
        throw new IllegalArgumentException("src (or content) is required");
      }
      if (src != null && content != null) {
        throw new IllegalArgumentException("src and content are mutually exclusive");
      }
      if (content != null && dest.endsWith("/")) {
        throw new IllegalArgumentException("can not use content with a dir as dest");
      }
    }

    FileCopy to(FileAttributes resolved) {
      return new FileCopy(dest, resolved, directoryMode, validate, checksum, backup, force, follow);
    }
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    var src = arguments.src();
    if (src == null) {
      var content = text(arguments.content()).getBytes(StandardCharsets.UTF_8);
      // Ansible preserves the mode of its temporary file
      var attributes =
          "preserve".equals(arguments.attributes().mode())
              ? arguments.attributes().withMode("0600")
              : arguments.attributes();
      return arguments.to(attributes).bring(FileSource.of(content, null, null), target);
    }
    if (arguments.remoteSrc()) {
      return new RemoteCopy(arguments, src).copy(target);
    }
    var file = target.controller().find("files", src);
    if (Files.isDirectory(file)) {
      return new TreeCopy(arguments, file, src.endsWith("/")).bring(target);
    }
    var attributes = TemplateModule.resolved(arguments.attributes(), file);
    return arguments.to(attributes).bring(source(arguments, file, target), target);
  }

  static FileSource source(Arguments arguments, Path file, Target target) throws ModuleFailure {
    var name = file.getFileName().toString();
    return arguments.decrypt()
        ? FileSource.of(file, name, target.controller())
        : FileSource.raw(file, name);
  }

  /// A mapping or list becomes JSON, as Python's `json.dumps` writes it.
  private static String text(@Nullable Object content) {
    return switch (content) {
      case null -> "";
      case Map<?, ?> map -> Json.write(map, JsonStyle.PYTHON);
      case List<?> list -> Json.write(list, JsonStyle.PYTHON);
      case Boolean b -> b ? "True" : "False";
      default -> content.toString();
    };
  }
}
