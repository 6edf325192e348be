package dev.runbook.template.filters;

import dev.runbook.template.value.Args;
import dev.runbook.template.value.Blob;
import dev.runbook.template.value.Passwords;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Text;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Filters that encode and hash.
final class HashFilters {
  private static final String NAMESPACE = "361E6D51-FAEC-444A-9079-341386DA8E2E";

  private HashFilters() {}

  static void addTo(Table table) {
    table
        .add("b64encode", "encoding=utf-8 urlsafe=false", HashFilters::encode)
        .add("b64decode", "encoding=utf-8 urlsafe=false", HashFilters::decode)
        .add("hash", "hashtype=sha1", (x, a) -> digest(x, a.string(0)))
        .add("sha1 checksum", "", (x, _) -> digest(x, "sha1"))
        .add("md5", "", (x, _) -> digest(x, "md5"))
        .add("to_uuid", "namespace=" + NAMESPACE, HashFilters::uuid)
        .add(
            "password_hash",
            "hashtype=sha512 salt=null salt_size=null rounds=null ident=null",
            (x, a) ->
                Passwords.hash(
                    Text.str(x),
                    a.string(0),
                    a.at(1) == null ? null : a.string(1),
                    a.at(2) == null ? null : a.whole(2),
                    a.at(3) == null ? null : a.whole(3),
                    a.at(4) == null ? null : a.string(4)))
        .add("random_mac", "seed=null", HashFilters::randomMac);
  }

  private static byte[] bytes(@Nullable Object value, Charset charset) {
    return value instanceof Blob blob ? blob.bytes() : Text.str(value).getBytes(charset);
  }

  private static Object encode(@Nullable Object value, Args a) {
    var encoder = a.truth(1) ? Base64.getUrlEncoder() : Base64.getEncoder();
    return encoder.encodeToString(bytes(value, Blob.charset(a.string(0))));
  }

  private static Object decode(@Nullable Object value, Args a) {
    // Python skips what does not belong to the alphabet.
    var text = Text.str(value);
    var clean =
        a.truth(1) ? text.replaceAll("[^A-Za-z0-9_-]", "") : text.replaceAll("[^A-Za-z0-9+/]", "");
    if (clean.length() % 4 == 1
        || (clean.length() % 4 != 0 && !text.contains("=") && !a.truth(1))) {
      throw Raised.filter("Incorrect padding");
    }
    var decoder = a.truth(1) ? Base64.getUrlDecoder() : Base64.getDecoder();
    return new String(decoder.decode(clean), Blob.charset(a.string(0)));
  }

  private static Object digest(@Nullable Object value, String type) {
    var name =
        switch (type.toLowerCase(Locale.ROOT)) {
          case "md5" -> "MD5";
          case "sha1" -> "SHA-1";
          case "sha224" -> "SHA-224";
          case "sha256" -> "SHA-256";
          case "sha384" -> "SHA-384";
          case "sha512" -> "SHA-512";
          case "sha512_224" -> "SHA-512/224";
          case "sha512_256" -> "SHA-512/256";
          case "sha3_224" -> "SHA3-224";
          case "sha3_256" -> "SHA3-256";
          case "sha3_384" -> "SHA3-384";
          case "sha3_512" -> "SHA3-512";
          default -> throw Raised.filter("unsupported hash type " + type);
        };
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance(name).digest(bytes(value, StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw Raised.filter("unsupported hash type " + type);
    }
  }

  private static Object uuid(@Nullable Object value, Args a) {
    UUID namespace;
    try {
      namespace = UUID.fromString(a.string(0));
    } catch (IllegalArgumentException e) {
      throw Raised.filter(
          "Invalid value '"
              + a.string(0)
              + "' for 'namespace': badly formed hexadecimal UUID string");
    }
    try {
      var sha = MessageDigest.getInstance("SHA-1");
      var head = java.nio.ByteBuffer.allocate(16);
      head.putLong(namespace.getMostSignificantBits()).putLong(namespace.getLeastSignificantBits());
      sha.update(head.array());
      var hash =
          java.nio.ByteBuffer.wrap(sha.digest(Text.str(value).getBytes(StandardCharsets.UTF_8)));
      var high = (hash.getLong() & ~0xf000L) | 0x5000L;
      var low = (hash.getLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
      return new UUID(high, low).toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object randomMac(@Nullable Object value, Args a) {
    if (!(value instanceof String text)) {
      throw Raised.filter(
          "Invalid value type ("
              + dev.runbook.template.value.Values.typeName(value)
              + ") for random_mac ("
              + Text.str(value)
              + ")");
    }
    var prefix = text.toLowerCase(Locale.ROOT);
    var parts = prefix.isEmpty() ? new String[0] : prefix.split(":", -1);
    if (parts.length > 5) {
      throw Raised.filter(
          "Invalid value (" + text + ") for random_mac: 5 colon(:) separated items max");
    }
    for (var part : parts) {
      if (part.isEmpty()) {
        throw Raised.filter("Invalid value (" + text + ") for random_mac: empty prefix");
      }
      if (!part.matches("[a-f0-9]{2}")) {
        throw Raised.filter(
            "Invalid value (" + text + ") for random_mac: " + part + " not hexa byte");
      }
    }
    var random = PythonRandom.of(a.at(0));
    var count = 6 - parts.length;
    // Ten hexadecimal digits are drawn, of which the last ones are used.
    var number =
        random.below(java.math.BigInteger.valueOf(0xffffffffffL - 0xf000000000L + 1)).longValue()
            + 0xf000000000L;
    var tail = String.format(Locale.ROOT, "%x", number).substring(0, 10);
    tail = tail.substring(10 - 2 * Math.min(count, 5));
    var out = new StringBuilder(String.join(":", parts));
    for (var i = 0; i < tail.length(); i += 2) {
      out.append(out.isEmpty() ? "" : ":").append(tail, i, i + 2);
    }
    return out.toString();
  }
}
