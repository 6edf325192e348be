package dev.runbook.vault;

import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The vault passwords of a run, best first. `secrets::decrypt` is what readers of YAML want.
public final class VaultSecrets {
  /// Whether a password is tried on what another vault id encrypted.
  public enum IdMatch {
    ANY,
    /// Ansible's `vault_id_match`
    EXACT
  }

  /// @param id the vault id, `default` where none was given
  /// @param password never empty
  record Password(String id, byte[] password) {}

  /// What was encrypted, and the key that opened it.
  public static final class Opened {
    private final byte[] plain;
    private final String id;
    private final byte[] password;

    private Opened(byte[] plain, String id, byte[] password) {
      this.plain = plain;
      this.id = id;
      this.password = password;
    }

    public byte[] plain() {
      return plain.clone();
    }

    /// Encrypts something else under the same id with the same password.
    public String again(byte[] other) {
      return seal(other, id, password);
    }
  }

  private final List<Password> passwords;
  private final IdMatch match;

  VaultSecrets(List<Password> passwords, IdMatch match) {
    this.passwords = List.copyOf(passwords);
    this.match = match;
  }

  /// For runs without passwords: whatever is encrypted is an error.
  public static VaultSecrets none() {
    return new VaultSecrets(List.of(), IdMatch.ANY);
  }

  /// One password under the default id.
  public static VaultSecrets of(String password) {
    return new VaultSecrets(
        List.of(new Password(Envelope.DEFAULT_ID, password.getBytes(StandardCharsets.UTF_8))),
        IdMatch.ANY);
  }

  /// Whether a text, or a file's beginning, is encrypted.
  public static boolean isEncrypted(String text) {
    return Envelope.is(text);
  }

  public boolean isEmpty() {
    return passwords.isEmpty();
  }

  /// The ids of all passwords, best first.
  public List<String> ids() {
    return passwords.stream().map(Password::id).toList();
  }

  /// The text that was encrypted.
  ///
  /// @throws ParseError when no password opens it or it is damaged
  public String decrypt(String text, Source at) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(decryptBytes(text, at)))
          .toString();
    } catch (CharacterCodingException _) {
      throw new ParseError(at, "the decrypted data is not valid UTF-8");
    }
  }

  /// The bytes that were encrypted.
  ///
  /// @throws ParseError when no password opens them or they are damaged
  public byte[] decryptBytes(String text, Source at) {
    return open(text, at).plain;
  }

  /// The bytes that a whole file held before it was encrypted.
  ///
  /// @throws ParseError as {@link #decryptBytes}, and with the name of the file when there are no
  ///   passwords
  public byte[] decryptFile(String text, Source file) {
    if (passwords.isEmpty()) {
      throw new ParseError(
          file,
          "A vault password or secret must be specified to decrypt " + file.file(),
          "Give the password with --vault-password-file, --vault-id or --ask-vault-pass.");
    }
    return decryptBytes(text, file);
  }

  /// Decrypts, and remembers how.
  ///
  /// @throws ParseError when no password opens it or it is damaged
  public Opened open(String text, Source at) {
    if (!Envelope.is(text)) {
      throw new ParseError(at, "input is not vault encrypted data.");
    }
    var envelope = Envelope.parse(text, at);
    if (passwords.isEmpty()) {
      throw new ParseError(
          at,
          "Attempting to decrypt but no vault secrets found",
          "Give the password with --vault-password-file, --vault-id or --ask-vault-pass.");
    }
    for (var password : candidates(envelope.id())) {
      var plain = VaultCipher.decrypt(envelope.sealed(), password.password());
      if (plain != null) {
        return new Opened(plain, password.id(), password.password());
      }
    }
    throw new ParseError(
        at,
        "Decryption failed (no vault secrets were found that could decrypt)",
        "It was encrypted with vault id '"
            + envelope.id()
            + "'; passwords are there for: "
            + String.join(", ", ids())
            + ".");
  }

  /// The passwords worth trying: those of the id first.
  private List<Password> candidates(String id) {
    var found = new ArrayList<Password>();
    passwords.stream().filter(p -> p.id().equals(id)).forEach(found::add);
    if (match == IdMatch.ANY) {
      passwords.stream().filter(p -> !p.id().equals(id)).forEach(found::add);
    }
    return found;
  }

  /// Encrypts with the password of an id, or with the best one.
  ///
  /// @throws ParseError when there is no such password
  public String encrypt(byte[] plain, @Nullable String id) {
    var password = password(id);
    return seal(plain, password.id(), password.password());
  }

  /// Encrypts with a password of its own.
  ///
  /// @param salt chosen by an author who wants the same result each time, or null
  public static String seal(byte[] plain, String id, String password, byte @Nullable [] salt) {
    var secret = password.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return salt == null
        ? seal(plain, id, secret)
        : new Envelope(id, VaultCipher.encrypt(plain, secret, salt)).text();
  }

  Password password(@Nullable String id) {
    for (var password : passwords) {
      if (id == null || password.id().equals(id)) {
        return password;
      }
    }
    throw new ParseError(
        new Source("<vault>", 0, 0),
        id == null
            ? "A vault password must be specified to encrypt data"
            : "Did not find a match for --encrypt-vault-id="
                + id
                + " in the known vault-ids "
                + ids());
  }

  static String seal(byte[] plain, String id, byte[] password) {
    var salt = new byte[VaultCipher.SALT_LENGTH];
    new SecureRandom().nextBytes(salt);
    return new Envelope(id, VaultCipher.encrypt(plain, password, salt)).text();
  }
}
