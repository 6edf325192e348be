package dev.runbook.modules;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Reads files of public keys (RFC 4880), as far as telling the keys apart needs it.
final class OpenPgp {
  private static final Pattern ARMOR =
      Pattern.compile(
          "-----BEGIN PGP PUBLIC KEY BLOCK-----\\s*?\n"
              + "(?:[^\n"
              + "]*:[^\n"
              + "]*\n"
              + ")*\\s*\n"
              + "(.*?)(?:\n"
              + "=[^\n"
              + "]*)?\n"
              + "-----END",
          Pattern.DOTALL);
  private static final int PUBLIC_KEY = 6;
  private static final int PUBLIC_SUBKEY = 14;

  private OpenPgp() {}

  /// One key with all that belongs to it.
  ///
  /// @param fingerprints of the key, then of its subkeys, in capital hex digits
  /// @param packets the bytes
  record Key(List<String> fingerprints, byte[] packets) {

    /// @param id a fingerprint, or the last 16 or 8 digits of one
    boolean is(String id) {
      return fingerprints.getFirst().endsWith(id);
    }
  }

  /// The keys of a file, armored or not; what cannot be read ends the list.
  static List<Key> keys(byte[] file) {
    var text = new String(file, StandardCharsets.ISO_8859_1);
    if (!text.contains("-----BEGIN PGP")) {
      return packets(file);
    }
    var keys = new ArrayList<Key>();
    var block = ARMOR.matcher(text.replace("\r", ""));
    while (block.find()) {
      keys.addAll(packets(Base64.getMimeDecoder().decode(block.group(1))));
    }
    return keys;
  }

  private static List<Key> packets(byte[] bytes) {
    var keys = new ArrayList<Key>();
    var current = new ByteArrayOutputStream();
    List<String> prints = new ArrayList<>();
    for (var at = 0; at < bytes.length; ) {
      var packet = Packet.at(bytes, at);
      if (packet == null) {
        break;
      }
      if (packet.tag() == PUBLIC_KEY) {
        add(keys, prints, current);
        prints = new ArrayList<>();
        current = new ByteArrayOutputStream();
      }
      if ((packet.tag() == PUBLIC_KEY || packet.tag() == PUBLIC_SUBKEY)
          && bytes[packet.body()] == 4) {
        prints.add(fingerprint(bytes, packet.body(), packet.end()));
      }
      current.write(bytes, at, packet.end() - at);
      at = packet.end();
    }
    add(keys, prints, current);
    return keys;
  }

  private static void add(List<Key> keys, List<String> prints, ByteArrayOutputStream packets) {
    if (!prints.isEmpty()) {
      keys.add(new Key(List.copyOf(prints), packets.toByteArray()));
    }
  }

  private static String fingerprint(byte[] bytes, int from, int to) {
    try {
      var digest = MessageDigest.getInstance("SHA-1");
      digest.update((byte) 0x99);
      digest.update((byte) (to - from >> 8));
      digest.update((byte) (to - from));
      digest.update(bytes, from, to - from);
      return HexFormat.of().formatHex(digest.digest()).toUpperCase(Locale.ROOT);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// @param body where its content begins
  /// @param end the place after it
  private record Packet(int tag, int body, int end) {

    static @org.jspecify.annotations.Nullable Packet at(byte[] b, int at) {
      var header = b[at] & 0xff;
      if ((header & 0x80) == 0 || at + 6 > b.length) {
        return null;
      }
      var first = b[at + 1] & 0xff;
      int tag;
      int body;
      long length;
      if ((header & 0x40) != 0) {
        tag = header & 0x3f;
        body = at + (first < 192 ? 2 : first < 224 ? 3 : 6);
        length =
            first < 192
                ? first
                : first < 224
                    ? (first - 192 << 8) + (b[at + 2] & 0xff) + 192
                    : number(b, at + 2, 4);
      } else {
        tag = header >> 2 & 0xf;
        var size = 1 << (header & 3);
        body = at + 1 + size;
        length = size > 4 ? -1 : number(b, at + 1, size);
      }
      return length <= 0 || body + length > b.length
          ? null
          : new Packet(tag, body, (int) (body + length));
    }

    private static long number(byte[] b, int from, int count) {
      var number = 0L;
      for (var i = from; i < from + count; i++) {
        number = number << 8 | b[i] & 0xff;
      }
      return number;
    }
  }
}
