package dev.runbook.cli;

import dev.runbook.sandbox.SandboxCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The program's entry: finds out which command is meant. */
public final class Main {
  private static final int ERROR = 1;

  private Main() {}

  public static void main(String[] args) {
    var out = stream(FileDescriptor.out);
    var err = stream(FileDescriptor.err);
    var refusal = Locales.refusal(System.getenv(), System.getProperty("sun.jnu.encoding", "UTF-8"));
    var code = ERROR;
    if (refusal == null) {
      code = run(Program.words(List.of(args)), out, err);
    } else {
      err.println(refusal);
    }
    out.flush();
    err.flush();
    System.exit(code);
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(
        new java.io.BufferedOutputStream(new FileOutputStream(descriptor), 8192),
        false,
        StandardCharsets.UTF_8);
  }

  static int run(List<String> words, PrintStream out, PrintStream err) {
    var first = words.isEmpty() ? "" : words.getFirst();
    var rest = words.isEmpty() ? words : words.subList(1, words.size());
    return switch (first) {
      case "sandbox" -> SandboxCommand.main(rest, out, err);
      case "inventory" -> new InventoryCommand(out, err).run(rest);
      case "vault" -> new VaultCommand(System.in, out, err).run(rest);
      case "config" -> new ConfigCommand(out, err).run(rest);
      case "adhoc" -> new AdhocCommand(out, err).run(rest);
      case "template" -> new TemplateCommand(System.in, out, err).run(rest);
      case "vars" -> new VarsCommand(out, err).run(rest);
      case "playbook" -> new PlaybookCommand(out, err).run(rest);
      case "doc", "console", "galaxy", "pull" -> {
        err.println("ERROR! runbook has no '" + first + "' yet: use Ansible's ansible-" + first);
        yield ERROR;
      }
      default -> new PlaybookCommand(out, err).run(words);
    };
  }
}
