package dev.runbook.vault;

import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import dev.runbook.yaml.Undecryptable;
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
    private final Password password;

    private final byte @Nullable [] salt;

    private Opened(byte[] plain, Password password, byte @Nullable [] salt) {
      this.plain = plain;
      this.password = password;
      this.salt = salt;
    }

    public byte[] plain() {
      return plain.clone();
    }

    /// Encrypts something else under the same id with the same password.
    public String again(byte[] other) {
      return seal(other, password, salt);
    }
  }

  private final List<Password> passwords;
  private final IdMatch match;
  private final byte @Nullable [] salt;

  VaultSecrets(List<Password> passwords, IdMatch match) {
    this(passwords, match, null);
  }

  private VaultSecrets(List<Password> passwords, IdMatch match, byte @Nullable [] salt) {
    this.passwords = List.copyOf(passwords);
    this.match = match;
    this.salt = salt;
  }

  /// The same, which gives the same result whenever it encrypts the same.
  ///
  /// @param text the salt; each time another one when null or empty
  public VaultSecrets salted(@Nullable String text) {
    return new VaultSecrets(
        passwords,
        match,
        text == null || text.isEmpty() ? null : text.getBytes(StandardCharsets.UTF_8));
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

  /// The text of a file, which may be encrypted.
  ///
  /// @param shown how the file is called in messages
  /// @throws Undecryptable when it is encrypted, and no password opens it or it is damaged
  public String plain(String text, String shown) {
    try {
      return isEncrypted(text) ? decrypt(text, new Source(shown, 0, 0)) : text;
    } catch (ParseError e) {
      throw new Undecryptable(e);
    }
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
        return new Opened(plain, new Password(envelope.id(), password.password()), salt);
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
    return seal(plain, password(id), salt);
  }

  /// Encrypts with a password of its own.
  ///
  /// @param salt chosen by an author who wants the same result each time, or null
  public static String seal(byte[] plain, String id, String password, byte @Nullable [] salt) {
    return seal(plain, new Password(id, password.getBytes(StandardCharsets.UTF_8)), salt);
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
                + " in the known vault-ids ['"
                + String.join("', '", ids())
                + "']");
  }

  private static String seal(byte[] plain, Password password, byte @Nullable [] salt) {
    var taken = salt;
    if (taken == null) {
      taken = new byte[VaultCipher.SALT_LENGTH];
      new SecureRandom().nextBytes(taken);
    }
    return new Envelope(password.id(), VaultCipher.encrypt(plain, password.password(), taken))
        .text();
  }
}
