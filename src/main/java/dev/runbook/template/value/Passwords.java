package dev.runbook.template.value;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Locale;
import org.apache.commons.codec.digest.Md5Crypt;
import org.apache.commons.codec.digest.Sha2Crypt;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.jspecify.annotations.Nullable;

/// `crypt` hashes as passlib makes them, whose round numbers Ansible documents.
public final class Passwords {
  private static final String SALT =
      "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final SecureRandom RANDOM = new SecureRandom();

  /// More of either takes minutes.
  private static final int MAX_ROUNDS = 50_000_000;

  private static final int MAX_COST = 20;

  private Passwords() {}

  /// @param type `md5`, `sha256`, `sha512`, `blowfish`, or passlib's names for them
  /// @param rounds null for passlib's own number
  public static String hash(
      String password,
      String type,
      @Nullable String salt,
      @Nullable Integer saltSize,
      @Nullable Integer rounds,
      @Nullable String ident) {
    var secret = password.getBytes(StandardCharsets.UTF_8);
    try {
      return switch (type.toLowerCase(Locale.ROOT)) {
        case "sha512", "sha512_crypt" ->
            sha(secret, "$6$", salt(salt, saltSize, 16), rounds == null ? 656_000 : rounds);
        case "sha256", "sha256_crypt" ->
            sha(secret, "$5$", salt(salt, saltSize, 16), rounds == null ? 535_000 : rounds);
        case "md5", "md5_crypt" ->
            Md5Crypt.md5Crypt(secret, "$1$" + checked(salt(salt, saltSize, 8)));
        case "blowfish", "bcrypt" -> bcrypt(password, salt, rounds, ident);
        default ->
            throw Raised.filter(
                type
                    + " is not in the list of supported passlib algorithms: md5, blowfish,"
                    + " sha256, sha512");
      };
    } catch (IllegalArgumentException e) {
      throw Raised.filter("Could not hash the secret: " + e.getMessage());
    }
  }

  private static String sha(byte[] secret, String prefix, String salt, int rounds) {
    if (rounds < 1000 || rounds > 999_999_999) {
      throw Raised.filter("rounds has to be between 1000 and 999999999");
    }
    if (rounds > MAX_ROUNDS) {
      throw Raised.limit("a hash of more than " + MAX_ROUNDS + " rounds");
    }
    // 5000 is what crypt takes when no number is written, so it is not written either.
    var spec = prefix + (rounds == 5000 ? "" : "rounds=" + rounds + "$") + checked(salt);
    return prefix.equals("$6$")
        ? Sha2Crypt.sha512Crypt(secret, spec)
        : Sha2Crypt.sha256Crypt(secret, spec);
  }

  private static String checked(String salt) {
    for (var i = 0; i < salt.length(); i++) {
      var c = salt.charAt(i);
      if (SALT.indexOf(c) < 0) {
        throw Raised.filter("invalid characters in salt");
      }
    }
    return salt;
  }

  private static String salt(@Nullable String salt, @Nullable Integer size, int most) {
    if (salt != null) {
      return salt.length() > most ? salt.substring(0, most) : salt;
    }
    return random(size == null ? most : Math.clamp(size, 1, most));
  }

  /// Random letters of `crypt`'s alphabet.
  public static String random(int length) {
    var out = new StringBuilder();
    for (var i = 0; i < length; i++) {
      out.append(SALT.charAt(RANDOM.nextInt(SALT.length())));
    }
    return out.toString();
  }

  private static String bcrypt(
      String password, @Nullable String salt, @Nullable Integer rounds, @Nullable String ident) {
    var bytes = new byte[16];
    if (salt == null) {
      RANDOM.nextBytes(bytes);
    } else {
      if (salt.length() != 22) {
        throw Raised.filter("invalid salt size: bcrypt needs 22 characters");
      }
      bytes = bcryptSalt(checked(salt));
    }
    var cost = rounds == null ? 12 : rounds;
    if (cost > MAX_COST) {
      throw Raised.limit("a bcrypt hash of more than 2 to the power of " + MAX_COST + " rounds");
    }
    var version = ident == null ? "2b" : ident.replace("$", "");
    return OpenBSDBCrypt.generate(version, password.toCharArray(), bytes, Math.max(cost, 4));
  }

  private static byte[] bcryptSalt(String text) {
    var alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    var bytes = new byte[16];
    var bits = 0;
    var held = 0;
    var at = 0;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      held = held << 6 | alphabet.indexOf(c);
      bits += 6;
      if (bits >= 8 && at < 16) {
        bits -= 8;
        bytes[at++] = (byte) (held >> bits);
      }
    }
    return bytes;
  }
}
