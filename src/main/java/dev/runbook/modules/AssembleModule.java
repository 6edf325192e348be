package dev.runbook.modules;

import dev.runbook.module.Controller;
import dev.runbook.module.Doc;
import dev.runbook.module.Fields;
import dev.runbook.module.FileAttributes;
import dev.runbook.module.Flat;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.regex.PythonPattern;
import dev.runbook.remote.Unreachable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Puts a file together from the files of a folder, in the order of their names.
@Name(value = "ansible.builtin.assemble", checkMode = Name.CheckMode.NONE, async = false)
final class AssembleModule implements TaskModule<AssembleModule.Arguments> {
  private static final Pattern ESCAPE =
      Pattern.compile("\\\\(?:([abfnrtv\\\\'\"])|x([0-9a-fA-F]{2})|([0-7]{1,3}))");
  private static final String LETTERS = "abfnrtv";
  private static final String MEANT = "\u0007\b\f\n\r\t\u000b";

  record Arguments(
      @Doc(value = "The folder of the parts.", missing = "src and dest are required") String src,
      @Doc(value = "The file that is made.", missing = "src and dest are required") String dest,
      @Doc("What stands between the parts.") @Nullable String delimiter,
      @Doc(value = "The folder is on the host.", byDefault = "yes") boolean remoteSrc,
      @Doc("Only parts with a name that matches are taken.") @Nullable String regexp,
      @Doc(value = "Leave out names that begin with a dot.", byDefault = "no") boolean ignoreHidden,
      @Doc("A command that checks the file before it takes its place; %s stands for it.")
          @Nullable String validate,
      @Doc(value = "Keep a copy of the old file.", byDefault = "no") boolean backup,
      @Doc(value = "Open parts that are in a vault.", byDefault = "yes") boolean decrypt,
      @Doc(value = "Follow a link at dest.", byDefault = "no") boolean follow,
      @Flat FileAttributes attributes) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    if (arguments.validate() != null && !arguments.validate().contains("%s")) {
      throw new ModuleFailure("validate must contain %s: " + arguments.validate());
    }
    var wanted = wanted(arguments);
    var parts =
        arguments.remoteSrc()
            ? remote(arguments, target)
            : local(arguments, wanted, target.controller());
    parts.keySet().removeIf(name -> !wanted.test(name));
    var content = joined(parts, arguments);
    var copy =
        new FileCopy(
            arguments.dest(),
            arguments.attributes(),
            null,
            arguments.validate(),
            null,
            arguments.backup(),
            true,
            arguments.follow());
    try {
      return copy.bring(FileSource.of(content, null, null), target)
          .with("src", arguments.src())
          .with("msg", "OK")
          .tellingOneDiff();
    } catch (ModuleFailure e) {
      if (!e.msg().equals("failed to validate")) {
        throw e;
      }
      var said = e.result().values();
      throw new ModuleFailure(
          "failed to validate: rc:%s error:%s"
              .formatted(said.get("exit_status"), said.get("stderr")),
          e.result());
    }
  }

  private static Predicate<String> wanted(Arguments arguments) throws ModuleFailure {
    Predicate<String> shown = name -> !arguments.ignoreHidden() || !name.startsWith(".");
    if (arguments.regexp() == null) {
      return shown;
    }
    try {
      return shown.and(PythonPattern.ofText(arguments.regexp())::isFound);
    } catch (IllegalArgumentException e) {
      throw new ModuleFailure(
          "Invalid Regexp (%s) in \"%s\"".formatted(e.getMessage(), arguments.regexp()));
    }
  }

  private static Map<String, byte[]> remote(Arguments arguments, Target target)
      throws ModuleFailure, Unreachable {
    var reply =
        target.ask(
            """
            cd -- %s || exit
            for f in * .*; do
              if [ -f "$f" ]; then
                [ -r "$f" ] || { echo "cannot read $f" >&2; exit 1; }
                printf '%%s\\0' "$f"
                base64 <"$f" | tr -d '\\n'
                printf '\\0'
              fi
            done
            """
                .formatted(Quote.path(arguments.src())));
    if (!reply.ok()) {
      var there = target.ask("[ -e " + Quote.path(arguments.src()) + " ]").ok();
      throw new ModuleFailure(
          "Source (%s) %s"
              .formatted(
                  arguments.src(),
                  reply.stderr().contains("cannot read")
                      ? reply.stderr().strip()
                      : there ? "is not a directory" : "does not exist"));
    }
    var fields = new Fields(reply.out());
    var parts = new TreeMap<String, byte[]>();
    while (fields.more()) {
      parts.put(fields.next(), Base64.getDecoder().decode(fields.next()));
    }
    return parts;
  }

  private static Map<String, byte[]> local(
      Arguments arguments, Predicate<String> wanted, Controller controller) throws ModuleFailure {
    var folder = controller.find("files", arguments.src());
    if (!Files.isDirectory(folder)) {
      throw new ModuleFailure("Source (" + folder + ") is not a directory");
    }
    var parts = new TreeMap<String, byte[]>();
    try (var files = Files.list(folder)) {
      for (var file : (Iterable<Path>) files::iterator) {
        var name = file.getFileName().toString();
        if (Files.isRegularFile(file) && wanted.test(name)) {
          parts.put(name, arguments.decrypt() ? controller.read(file) : Files.readAllBytes(file));
        }
      }
    } catch (IOException e) {
      throw new ModuleFailure("cannot read " + folder + ": " + e.getMessage());
    }
    return parts;
  }

  private static byte[] joined(Map<String, byte[]> parts, Arguments arguments) {
    var delimiter = delimiter(arguments);
    var content = new ByteArrayOutputStream();
    var last = '\n';
    var first = true;
    for (var part : parts.values()) {
      if (last != '\n') {
        content.write('\n');
      }
      if (!first) {
        content.writeBytes(delimiter);
      }
      content.writeBytes(part);
      last = part.length == 0 ? 0 : (char) part[part.length - 1];
      first = false;
    }
    return content.toByteArray();
  }

  /// A newline ends it. Ansible adds one of its own on the controller even to one that has it.
  private static byte[] delimiter(Arguments arguments) {
    if (arguments.delimiter() == null || arguments.delimiter().isEmpty()) {
      return new byte[0];
    }
    var text =
        ESCAPE
            .matcher(EditedFile.bytes(arguments.delimiter()))
            .replaceAll(
                found -> java.util.regex.Matcher.quoteReplacement(String.valueOf(meant(found))));
    if (!text.endsWith("\n") || !arguments.remoteSrc()) {
      text += "\n";
    }
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static char meant(java.util.regex.MatchResult found) {
    if (found.group(2) != null) {
      return (char) Integer.parseInt(found.group(2), 16);
    }
    if (found.group(3) != null) {
      return (char) (Integer.parseInt(found.group(3), 8) & 0xff);
    }
    var letter = LETTERS.indexOf(found.group(1));
    return letter < 0 ? found.group(1).charAt(0) : MEANT.charAt(letter);
  }
}
