package dev.runbook.vault;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// The cipher `AES256` of Ansible Vault: AES-256-CTR over PKCS#7-padded text, authenticated by
/// HMAC-SHA256; keys and counter come of the password by PBKDF2-HMAC-SHA256.
final class VaultCipher {
  static final int SALT_LENGTH = 32;

  private static final int KEY_LENGTH = 32;
  private static final int BLOCK = 16;
  private static final int ITERATIONS = 10_000;

  private VaultCipher() {}

  /// What is stored of an encrypted text.
  record Sealed(byte[] salt, byte[] mac, byte[] text) {}

  static Sealed encrypt(byte[] plain, byte[] password, byte[] salt) {
    try {
      var keys = keys(password, salt);
      var text = aes(Cipher.ENCRYPT_MODE, keys, padded(plain));
      return new Sealed(salt, mac(keys, text), text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks AES or HMAC-SHA256", e);
    }
  }

  /// The plain text, or null when the password is another one or the text was tampered with.
  static byte @Nullable [] decrypt(Sealed sealed, byte[] password) {
    try {
      var keys = keys(password, sealed.salt());
      if (!MessageDigest.isEqual(mac(keys, sealed.text()), sealed.mac())) {
        return null;
      }
      return unpadded(aes(Cipher.DECRYPT_MODE, keys, sealed.text()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks AES or HMAC-SHA256", e);
    }
  }

  /// Cipher key, MAC key and first counter, one behind the other.
  private static byte[] keys(byte[] password, byte[] salt) throws GeneralSecurityException {
    // The JDK's own PBKDF2 takes passwords as text; those of Ansible are bytes.
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(password, "HmacSHA256"));
    var keys = new byte[2 * KEY_LENGTH + BLOCK];
    var length = mac.getMacLength();
    for (int at = 0, number = 1; at < keys.length; at += length, number++) {
      mac.update(salt);
      mac.update(new byte[] {0, 0, 0, (byte) number});
      var round = mac.doFinal();
      var sum = round.clone();
      for (var i = 1; i < ITERATIONS; i++) {
        round = mac.doFinal(round);
        for (var j = 0; j < length; j++) {
          sum[j] ^= round[j];
        }
      }
      System.arraycopy(sum, 0, keys, at, Math.min(length, keys.length - at));
    }
    return keys;
  }

  private static byte[] mac(byte[] keys, byte[] text) throws GeneralSecurityException {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(keys, KEY_LENGTH, KEY_LENGTH, "HmacSHA256"));
    return mac.doFinal(text);
  }

  private static byte[] aes(int mode, byte[] keys, byte[] text) throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/CTR/NoPadding");
    cipher.init(
        mode,
        new SecretKeySpec(keys, 0, KEY_LENGTH, "AES"),
        new IvParameterSpec(keys, 2 * KEY_LENGTH, BLOCK));
    return cipher.doFinal(text);
  }

  private static byte[] padded(byte[] plain) {
    var padding = BLOCK - plain.length % BLOCK;
    var padded = Arrays.copyOf(plain, plain.length + padding);
    Arrays.fill(padded, plain.length, padded.length, (byte) padding);
    return padded;
  }

  private static byte @Nullable [] unpadded(byte[] padded) {
    var padding = padded.length == 0 ? 0 : padded[padded.length - 1];
    return padding < 1 || padding > BLOCK || padding > padded.length
        ? null
        : Arrays.copyOf(padded, padded.length - padding);
  }
}
