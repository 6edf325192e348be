package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.FileAttributes;
import dev.runbook.module.FileMode;
import dev.runbook.module.Flat;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Renders a template of the controller and brings it to the host.
@Name(value = "ansible.builtin.template", async = false)
final class TemplateModule implements TaskModule<TemplateModule.Arguments> {

  record Arguments(
      @Doc(
              value = "The template, in the role's templates or beside the playbook.",
              missing = "src and dest are required")
          String src,
      @Doc(value = "Where the rendered file shall be.", missing = "src and dest are required")
          String dest,
      @Doc(value = "Keep a copy of the old file.", byDefault = "no") boolean backup,
      @Doc(value = "The line ends of the file: \\n, \\r or \\r\\n.", byDefault = "\n")
          String newlineSequence,
      @Doc(value = "What starts a block.", byDefault = "{%") String blockStartString,
      @Doc(value = "What ends a block.", byDefault = "%}") String blockEndString,
      @Doc(value = "What starts an expression.", byDefault = "{{") String variableStartString,
      @Doc(value = "What ends an expression.", byDefault = "}}") String variableEndString,
      @Doc(value = "What starts a comment.", byDefault = "{#") String commentStartString,
      @Doc(value = "What ends a comment.", byDefault = "#}") String commentEndString,
      @Doc(value = "Drop the newline after a block.", byDefault = "yes") boolean trimBlocks,
      @Doc(value = "Drop the white space before a block.", byDefault = "no") boolean lstripBlocks,
      @Doc(value = "Replace a file that is there.", byDefault = "yes") boolean force,
      @Doc(value = "Follow a link at dest.", byDefault = "no") boolean follow,
      @Doc(value = "How the file's characters are written.", byDefault = "utf-8")
          String outputEncoding,
      @Doc("A command that checks the file before it takes its place; %s stands for it.")
          @Nullable String validate,
      @Flat FileAttributes attributes) {}

  /// `str` of Python's dates.
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

  private static final Map<String, String> NEWLINES =
      Map.of("\\n", "\n", "\\r", "\r", "\\r\\n", "\r\n");

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    var newline = NEWLINES.getOrDefault(arguments.newlineSequence(), arguments.newlineSequence());
    if (!NEWLINES.containsValue(newline)) {
      throw new ModuleFailure("newline_sequence needs to be one of: \n, \r or \r\n");
    }
    var controller = target.controller();
    var file = controller.find("templates", arguments.src());
    var text = text(controller.read(file));
    var rendered =
        controller.render(
            text, file, options(arguments, newline), variables(arguments, file, target));
    var name = file.getFileName().toString();
    var source =
        FileSource.of(
            encoded(
                rendered,
                arguments.outputEncoding().isEmpty() ? "utf-8" : arguments.outputEncoding()),
            name,
            file.toString());
    var copy =
        new FileCopy(
            arguments.dest(),
            resolved(arguments.attributes(), file),
            null,
            arguments.validate(),
            null,
            arguments.backup(),
            arguments.force(),
            arguments.follow());
    return copy.bring(source, target);
  }

  private static String text(byte[] bytes) throws ModuleFailure {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ModuleFailure("Template source files must be utf-8 encoded");
    }
  }

  private static byte[] encoded(String text, String encoding) throws ModuleFailure {
    try {
      var buffer = Charset.forName(encoding).newEncoder().encode(CharBuffer.wrap(text));
      var bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new ModuleFailure("unknown encoding: " + encoding);
    } catch (CharacterCodingException e) {
      throw new ModuleFailure("the rendered template cannot be written as " + encoding);
    }
  }

  private static Map<String, Object> options(Arguments arguments, String newline) {
    var options = new LinkedHashMap<String, Object>();
    options.put("newline_sequence", newline);
    options.put("block_start_string", arguments.blockStartString());
    options.put("block_end_string", arguments.blockEndString());
    options.put("variable_start_string", arguments.variableStartString());
    options.put("variable_end_string", arguments.variableEndString());
    options.put("comment_start_string", arguments.commentStartString());
    options.put("comment_end_string", arguments.commentEndString());
    options.put("trim_blocks", arguments.trimBlocks());
    options.put("lstrip_blocks", arguments.lstripBlocks());
    return options;
  }

  /// What a template knows of itself.
  private static Map<String, Object> variables(Arguments arguments, Path file, Target target)
      throws ModuleFailure {
    var managed = target.variable("ansible_managed");
    var variables = new LinkedHashMap<String, Object>();
    variables.put("ansible_managed", managed == null ? "Ansible managed" : managed);
    variables.put("template_path", arguments.src());
    variables.put("template_fullpath", file.toAbsolutePath().normalize().toString());
    variables.put("template_destpath", arguments.dest());
    variables.put("template_run_date", LocalDateTime.now(ZoneId.systemDefault()).format(DATE));
    try {
      var modified = Files.getLastModifiedTime(file).toInstant();
      var local = LocalDateTime.ofInstant(modified, ZoneId.systemDefault());
      variables.put("template_mtime", local.format(DATE));
      variables.put("template_uid", Files.getOwner(file).getName());
      variables.put("template_host", InetAddress.getLocalHost().getHostName());
    } catch (UnknownHostException e) {
      variables.put("template_host", "localhost");
    } catch (IOException e) {
      throw new ModuleFailure("cannot read " + file + ": " + e.getMessage());
    }
    return variables;
  }

  /// The attributes with the mode of the controller's file in place of `preserve`.
  static FileAttributes resolved(FileAttributes attributes, Path file) throws ModuleFailure {
    if (!"preserve".equals(attributes.mode())) {
      return attributes;
    }
    try {
      var bits = (Integer) Files.getAttribute(file, "unix:mode", new LinkOption[0]);
      return attributes.withMode(FileMode.text(bits & 07777));
    } catch (IOException e) {
      throw new ModuleFailure("cannot read " + file + ": " + e.getMessage());
    }
  }
}
