package dev.runbook.cli;

import dev.runbook.Runbook;
import dev.runbook.report.ProblemText;
import dev.runbook.report.Terminal;
import dev.runbook.text.Nearest;
import dev.runbook.vault.PasswordSources.Purpose;
import dev.runbook.vault.PasswordSources.Wanted;
import dev.runbook.vault.VaultSecrets;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `runbook vault ACTION`: what `ansible-vault` does.
final class VaultCommand {
  private static final int ERROR = 1;
  private static final int MISUSED = 2;
  private static final int OPTIONS = 5;

  private static final List<String> ACTIONS =
      List.of("create", "decrypt", "edit", "view", "encrypt", "encrypt_string", "rekey");

  static final List<Flag> FLAGS =
      List.of(
          SharedFlags.ASK_VAULT,
          SharedFlags.VAULT_ID,
          SharedFlags.VAULT_FILE,
          Flag.with("ID", "which of several identities encrypts", "--encrypt-vault-id"),
          Flag.with("FILE", "where the result goes instead; - for standard output", "--output"),
          Flag.with("ID", "rekey: the new identity", "--new-vault-id"),
          Flag.with("FILE", "rekey: file with the new password", "--new-vault-password-file"),
          Flag.with("NAME", "encrypt_string: name of the variable", "-n", "--name"),
          Flag.with("NAME", "encrypt_string: name of what is read from stdin", "--stdin-name"),
          Flag.plain("encrypt_string: ask for the text", "-p", "--prompt"),
          Flag.plain("encrypt_string: show what is typed", "--show-input"),
          Flag.plain("tell more", "-v", "--verbose"),
          SharedFlags.HELP);

  private static final String EXAMPLES =
      """

      examples:
        PROGRAM create group_vars/all/vault.yml       a new encrypted file, in $EDITOR
        PROGRAM edit group_vars/all/vault.yml         change it
        PROGRAM view vault.yml --vault-password-file ~/.vault
        PROGRAM encrypt_string --name db_password 's3cret'
                                                      one value, to paste into a file of variables
        PROGRAM rekey vault.yml                       another password
      """;

  private final String program = Program.called().name("vault");
  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;

  /// The options do not go together.
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }

  VaultCommand(InputStream in, PrintStream out, PrintStream err) {
    this.in = in;
    this.out = out;
    this.err = err;
  }

  int run(List<String> words) {
    if (words.isEmpty() || words.contains("-h") || words.contains("--help")) {
      (words.isEmpty() ? err : out)
          .print(
              Usage.text(
                  program,
                  "{" + String.join(",", ACTIONS) + "} [options] [file ...]",
                  FLAGS,
                  EXAMPLES));
      return words.isEmpty() ? MISUSED : 0;
    }
    var action = words.getFirst();
    if (!ACTIONS.contains(action)) {
      var near = Nearest.to(action, ACTIONS);
      err.println(
          program
              + ": error: invalid choice: '"
              + action
              + "' (choose from "
              + String.join(", ", ACTIONS)
              + ")"
              + (near == null ? "" : "; did you mean " + near + "?"));
      return MISUSED;
    }
    try (var runbook = Runbook.create()) {
      act(action, new CommandLine(FLAGS, words.subList(1, words.size())), runbook);
      return 0;
    } catch (CommandLine.Misused e) {
      err.println(program + ": error: " + e.getMessage());
      return MISUSED;
    } catch (Refused e) {
      err.println("ERROR! " + e.getMessage());
      return OPTIONS;
    } catch (ParseError e) {
      new ProblemText(
              Terminal.ofThisProcess(out, err, System.getenv()), Path.of("").toAbsolutePath())
          .print(List.of(e));
      return ERROR;
    } catch (IOException e) {
      err.println("ERROR! " + e.getMessage());
      return ERROR;
    }
  }

  private void act(String action, CommandLine line, Runbook runbook)
      throws IOException, Refused, CommandLine.Misused {
    if (line.has("--new-vault-id") && line.has("--new-vault-password-file")) {
      throw new CommandLine.Misused(
          "argument --new-vault-password-file: not allowed with argument --new-vault-id");
    }
    for (var id : line.all("--vault-id")) {
      if (id.contains(";")) {
        throw new Refused(
            "'" + id + "' is not a valid vault id. The character ';' is not allowed in vault ids");
      }
    }
    var output = line.last("--output");
    if (output != null && line.operands().size() > 1) {
      throw new Refused("At most one input file may be used with the --output option");
    }
    var files = new VaultFiles(runbook.workingDirectory(), in, out, err, editor());
    var operands =
        line.operands().isEmpty() && List.of("encrypt", "decrypt").contains(action)
            ? List.of("-")
            : line.operands();
    switch (action) {
      case "encrypt" -> {
        var key = encryption(line, runbook);
        for (var name : operands) {
          files.encrypt(name, output, key.secrets(), key.id());
        }
      }
      case "encrypt_string" -> {
        var key = encryption(line, runbook);
        new EncryptString(in, out, err, key.secrets(), key.id()).run(line, files);
      }
      case "create" -> {
        if (operands.size() != 1) {
          throw new Refused("ansible-vault create can take only one filename argument");
        }
        var key = encryption(line, runbook);
        files.create(operands.getFirst(), key.secrets(), key.id());
      }
      case "rekey" -> {
        var old = decryption(line, runbook);
        var key = newKey(line, runbook);
        for (var name : operands) {
          files.rekey(name, old, key.secrets(), key.id());
        }
        err.println("Rekey successful");
      }
      default -> {
        var secrets = decryption(line, runbook);
        for (var name : operands) {
          switch (action) {
            case "decrypt" -> files.decrypt(name, output, secrets);
            case "edit" -> files.edit(name, secrets);
            default -> files.view(name, secrets);
          }
        }
      }
    }
  }

  private static List<String> editor() {
    var editor = System.getenv("EDITOR");
    return List.of((editor == null || editor.isBlank() ? "vi" : editor).strip().split("\\s+"));
  }

  /// The passwords, and the id of the one that encrypts.
  private record Key(VaultSecrets secrets, String id) {}

  private VaultSecrets decryption(CommandLine line, Runbook runbook) throws Refused {
    var secrets = VaultFlags.load(wanted(line, runbook), runbook, Purpose.OPEN, err);
    if (secrets.isEmpty()) {
      throw new Refused("A vault password is required to use Ansible's Vault");
    }
    return secrets;
  }

  private static Wanted wanted(CommandLine line, Runbook runbook) {
    return VaultFlags.wanted(
        line,
        runbook,
        line.has("-J") || runbook.config().flag("DEFAULT_ASK_VAULT_PASS")
            ? Wanted.Ask.ALWAYS
            : Wanted.Ask.IF_NOTHING_ELSE);
  }

  private Key encryption(CommandLine line, Runbook runbook) throws Refused {
    return key(
        VaultFlags.load(wanted(line, runbook), runbook, Purpose.NEW, err),
        encryptId(line, runbook));
  }

  private Key newKey(CommandLine line, Runbook runbook) throws Refused {
    var id = encryptId(line, runbook);
    var ids = new ArrayList<String>();
    if (id != null) {
      ids.addAll(runbook.config().list("DEFAULT_VAULT_IDENTITY_LIST"));
    }
    ids.addAll(line.all("--new-vault-id"));
    var wanted = new Wanted(ids, line.all("--new-vault-password-file"), Wanted.Ask.IF_NOTHING_ELSE);
    return key(VaultFlags.load(wanted, runbook, Purpose.NEW, err), id);
  }

  private static @Nullable String encryptId(CommandLine line, Runbook runbook) {
    var id = line.last("--encrypt-vault-id");
    return id == null ? runbook.config().text("DEFAULT_VAULT_ENCRYPT_IDENTITY") : id;
  }

  private static Key key(VaultSecrets secrets, @Nullable String id) throws Refused {
    var ids = secrets.ids();
    if (ids.isEmpty()) {
      throw new Refused("A vault password is required to use Ansible's Vault");
    }
    if (id == null && ids.size() > 1) {
      throw new Refused(
          "The vault-ids "
              + String.join(",", ids)
              + " are available to encrypt. Specify the vault-id to encrypt with"
              + " --encrypt-vault-id");
    }
    if (id != null && !ids.contains(id)) {
      throw new ParseError(
          new Source("<command line>", 0, 0),
          "Did not find a match for --encrypt-vault-id="
              + id
              + " in the known vault-ids ['"
              + String.join("', '", ids)
              + "']");
    }
    return new Key(secrets, id == null ? ids.getFirst() : id);
  }

  /// All that standard input has.
  static String text(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }
}
