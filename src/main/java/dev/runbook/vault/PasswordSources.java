package dev.runbook.vault;

import dev.runbook.remote.local.Processes;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Undecryptable;
import dev.runbook.yaml.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Gets vault passwords from files, programs and people.
public final class PasswordSources {
  private final Path workingDirectory;
  private final Prompt prompt;
  private final Consumer<String> warn;

  /// Asks a person.
  @FunctionalInterface
  public interface Prompt {
    /// What was typed, unseen; null when nobody is there to ask.
    @Nullable String ask(String question);
  }

  /// Whether a password is for what exists, or new and to be typed twice.
  public enum Purpose {
    OPEN("Vault password: ", "Vault password (%s): ", ""),
    NEW("New Vault password: ", "New vault password (%s): ", "Confirm ");

    private final String plain;
    private final String named;
    private final String confirm;

    Purpose(String plain, String named, String confirm) {
      this.plain = plain;
      this.named = named;
      this.confirm = confirm;
    }
  }

  /// What the user said about passwords.
  ///
  /// @param ids `--vault-id`: `id@source` or `source`, those of the configuration first; a source
  ///   is a file, a program, or `prompt`
  /// @param files `--vault-password-file`
  /// @param ask `--ask-vault-pass`
  public record Wanted(List<String> ids, List<String> files, Ask ask) {
    /// Whether a person is asked.
    public enum Ask {
      NEVER,
      ALWAYS,
      IF_NOTHING_ELSE
    }
  }

  /// @param workingDirectory what relative sources are relative to
  /// @param warn is told about sources that fail while others succeed
  public PasswordSources(Path workingDirectory, Prompt prompt, Consumer<String> warn) {
    this.workingDirectory = workingDirectory;
    this.prompt = prompt;
    this.warn = warn;
  }

  /// Loads all passwords, in Ansible's order: ids, then files, then the prompt.
  ///
  /// @throws Undecryptable when sources are there and none of them gives a password
  public VaultSecrets load(Wanted wanted, Purpose purpose, VaultSecrets.IdMatch match) {
    try {
      return all(wanted, purpose, match);
    } catch (ParseError e) {
      throw new Undecryptable(e);
    }
  }

  private VaultSecrets all(Wanted wanted, Purpose purpose, VaultSecrets.IdMatch match) {
    var found = new ArrayList<VaultSecrets.Password>();
    ParseError failure = null;
    for (var slug : wanted.ids()) {
      var at = slug.indexOf('@');
      var id = at > 0 ? slug.substring(0, at) : Envelope.DEFAULT_ID;
      var source = slug.substring(at + 1);
      failure = add(found, id, source, purpose, match, failure);
    }
    for (var file : wanted.files()) {
      failure = add(found, Envelope.DEFAULT_ID, file, purpose, match, failure);
    }
    var ask =
        switch (wanted.ask()) {
          case ALWAYS -> true;
          case NEVER -> false;
          case IF_NOTHING_ELSE -> wanted.ids().isEmpty() && wanted.files().isEmpty();
        };
    if (ask) {
      found.add(
          new VaultSecrets.Password(
              Envelope.DEFAULT_ID, typed(purpose.plain, "Confirm New Vault password: ", purpose)));
    }
    if (failure != null && found.isEmpty()) {
      throw failure;
    }
    return new VaultSecrets(found, match);
  }

  private @Nullable ParseError add(
      List<VaultSecrets.Password> found,
      String id,
      String source,
      Purpose purpose,
      VaultSecrets.IdMatch match,
      @Nullable ParseError before) {
    if (source.equals("prompt") || source.equals("prompt_ask_vault_pass")) {
      var question = purpose.named.formatted(id);
      var again =
          purpose.confirm + Character.toLowerCase(question.charAt(0)) + question.substring(1);
      found.add(new VaultSecrets.Password(id, typed(question, again, purpose)));
      return before;
    }
    var home = System.getProperty("user.home");
    var file =
        workingDirectory
            .resolve(source.startsWith("~/") ? home + source.substring(1) : source)
            .normalize();
    // A pipe, as the shell makes for <(...), is read like a file.
    if (!Files.exists(file) || Files.isDirectory(file)) {
      var missing = "The vault password file " + file + " was not found";
      warn.accept("Error getting vault password file (" + id + "): " + missing);
      return new ParseError(here(file.toString()), missing);
    }
    try {
      found.add(new VaultSecrets.Password(id, read(id, file, new VaultSecrets(found, match))));
      return before;
    } catch (ParseError e) {
      warn.accept("Error in vault password file loading (" + id + "): " + e.text());
      return e;
    }
  }

  private byte[] typed(String question, String again, Purpose purpose) {
    var answer = prompt.ask(question);
    if (answer == null || answer.isEmpty()) {
      throw new ParseError(
          here("prompt"),
          answer == null
              ? "Nobody can be asked for the vault password: there is no terminal"
              : "Invalid vault password was provided from prompt",
          answer == null ? "Give it with --vault-password-file." : null);
    }
    if (purpose == Purpose.NEW && !answer.equals(prompt.ask(again))) {
      throw new ParseError(here("prompt"), "Passwords do not match");
    }
    return answer.strip().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] read(String id, Path file, VaultSecrets known) {
    if (Files.isRegularFile(file) && Files.isExecutable(file)) {
      return run(id, file);
    }
    try {
      var bytes = Files.readAllBytes(file);
      var text = new String(bytes, StandardCharsets.ISO_8859_1);
      if (Envelope.is(text)) {
        bytes = known.decryptBytes(text, here(file.toString()));
      }
      return checked(stripped(bytes), "file (" + file + ")", file);
    } catch (IOException e) {
      throw new ParseError(
          here(file.toString()),
          "Could not read vault password file " + file + ": " + e.getMessage());
    }
  }

  private static byte[] run(String id, Path file) {
    var words = new ArrayList<>(List.of(file.toString()));
    var client = isClient(file);
    if (client) {
      words.add("--vault-id");
      words.add(id);
    }
    var kind = client ? "vault password client script " : "vault password script ";
    try {
      var reply = Processes.run(words, new byte[0], Map.of(), null);
      if (client && reply.rc() == 2) {
        throw new ParseError(
            here(file.toString()),
            "Vault password client script "
                + file
                + " did not find a secret for vault-id="
                + id
                + ": "
                + reply.stderr());
      }
      if (!reply.ok()) {
        throw new ParseError(
            here(file.toString()),
            "V"
                + kind.substring(1)
                + file
                + " returned non-zero ("
                + reply.rc()
                + "): "
                + reply.stderr());
      }
      return checked(stripped(reply.out()), "script (" + file + ")", file);
    } catch (IOException e) {
      throw new ParseError(
          here(file.toString()),
          "Problem running " + kind + file + " (" + e.getMessage() + ").",
          "If this is not a script, remove the executable bit from the file.");
    }
  }

  private static boolean isClient(Path file) {
    var name = String.valueOf(file.getFileName());
    var dot = name.lastIndexOf('.');
    return (dot > 0 ? name.substring(0, dot) : name).endsWith("-client");
  }

  private static byte[] checked(byte[] password, String from, Path file) {
    if (password.length == 0) {
      throw new ParseError(
          here(file.toString()), "Invalid vault password was provided from " + from);
    }
    return password;
  }

  private static byte[] stripped(byte[] bytes) {
    var from = 0;
    var to = bytes.length;
    while (from < to && isSpace(bytes[from])) {
      from++;
    }
    while (to > from && isSpace(bytes[to - 1])) {
      to--;
    }
    return Arrays.copyOfRange(bytes, from, to);
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b >= '\t' && b <= '\r';
  }

  private static Source here(String what) {
    return new Source(what, 0, 0);
  }
}
