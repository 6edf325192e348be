package dev.runbook.cli;

import dev.runbook.engine.Asker;
import dev.runbook.vault.VaultSecrets;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `runbook vault encrypt_string`: texts as values to paste into YAML.
final class EncryptString {
  private static final String INDENT = " ".repeat(10);

  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;
  private final VaultSecrets secrets;
  private final String id;

  /// A text to encrypt.
  ///
  /// @param from where it came from, in words
  /// @param name of its variable, or null
  private record Plain(String text, String from, @Nullable String name) {}

  EncryptString(InputStream in, PrintStream out, PrintStream err, VaultSecrets secrets, String id) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.secrets = secrets;
    this.id = id;
  }

  void run(CommandLine line, VaultFiles files) throws IOException, VaultCommand.Refused {
    var texts = texts(line);
    var blocks = new ArrayList<String>();
    for (var plain : texts) {
      if (texts.size() > 1) {
        var number = blocks.size() + 1;
        err.println(
            plain.name() == null
                ? "# The encrypted version of the string #%d from %s.)"
                    .formatted(number, plain.from())
                : "# The encrypted version of variable (\"%s\", the string #%d from %s)."
                    .formatted(plain.name(), number, plain.from()));
      }
      blocks.add(block(plain));
    }
    var output = line.last("--output");
    var text = String.join("\n", blocks) + "\n";
    if (output == null || output.equals("-")) {
      out.print(text);
    } else {
      files.write(output, text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private String block(Plain plain) {
    var sealed = secrets.encrypt(plain.text().getBytes(StandardCharsets.UTF_8), id);
    var block = new StringBuilder(plain.name() == null ? "" : plain.name() + ": ");
    block.append("!vault |");
    sealed.lines().forEach(l -> block.append('\n').append(INDENT).append(l));
    return block.toString();
  }

  private List<Plain> texts(CommandLine line) throws IOException, VaultCommand.Refused {
    var operands = line.operands().stream().filter(o -> !o.equals("-")).toList();
    var reads = line.operands().contains("-") || line.has("--stdin-name");
    var asks = line.has("-p");
    if (asks && reads) {
      throw new VaultCommand.Refused(
          "The --prompt option is not supported if also reading input from stdin");
    }
    var texts = new ArrayList<Plain>();
    if (asks) {
      texts.add(typed(line));
    } else if (reads || line.operands().isEmpty()) {
      var text = VaultCommand.text(in);
      if (text.isEmpty()) {
        throw new VaultCommand.Refused("stdin was empty, not encrypting");
      }
      texts.add(new Plain(text, "stdin", line.last("--stdin-name")));
    }
    var names = line.all("-n");
    if (!names.isEmpty() && operands.size() > names.size()) {
      err.println("The number of --name options do not match the number of args.");
      err.println(
          "The last named variable will be \""
              + names.getLast()
              + "\". The rest will not have names.");
    }
    for (var i = 0; i < operands.size(); i++) {
      if (operands.get(i).isEmpty()) {
        throw new VaultCommand.Refused(
            "The plaintext provided from the command line args was empty, not encrypting");
      }
      texts.add(
          new Plain(
              operands.get(i), "the command line args", i < names.size() ? names.get(i) : null));
    }
    return texts;
  }

  private Plain typed(CommandLine line) throws VaultCommand.Refused {
    var person = new Person(err);
    var name = person.ask("Variable name (enter for no name): ", Asker.Echo.ON);
    var text =
        line.has("--show-input")
            ? person.ask("String to encrypt: ", Asker.Echo.ON)
            : person.ask("String to encrypt (hidden): ", Asker.Echo.OFF);
    if (text == null || text.isEmpty()) {
      throw new VaultCommand.Refused(
          "The plaintext provided from the prompt was empty, not encrypting");
    }
    return new Plain(text, "the interactive prompt", name == null || name.isEmpty() ? null : name);
  }
}
