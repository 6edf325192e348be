package dev.runbook.vault;

import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/// The text form of something encrypted: a header and lines of hexadecimal digits.
///
/// @param id the vault id that the header names; `default` where it names none
record Envelope(String id, VaultCipher.Sealed sealed) {
  static final String DEFAULT_ID = "default";
  private static final String HEADER = "$ANSIBLE_VAULT";
  private static final int WIDTH = 80;

  static boolean is(String text) {
    return text.startsWith(HEADER);
  }

  static Envelope parse(String text, Source at) {
    var lines = text.lines().map(String::strip).toList();
    var header = List.of(lines.getFirst().split(";", -1));
    if (header.size() < 3) {
      throw format("the header '" + lines.getFirst() + "' has no version or no cipher", at);
    }
    var cipher = header.get(2).strip();
    if (!cipher.equals("AES256")) {
      throw new ParseError(
          at,
          cipher + " cipher could not be found",
          cipher.equals("AES")
              ? "It is of Ansible 1.5 or older: rekey it with an Ansible of that time."
              : null);
    }
    var body = unhex(String.join("", lines.subList(1, lines.size())), at);
    var parts = new String(body, StandardCharsets.US_ASCII).split("\n", 3);
    if (parts.length < 3) {
      throw format("it has no salt, no HMAC or no text", at);
    }
    return new Envelope(
        header.size() > 3 && !header.get(3).isBlank() ? header.get(3).strip() : DEFAULT_ID,
        new VaultCipher.Sealed(unhex(parts[0], at), unhex(parts[1], at), unhex(parts[2], at)));
  }

  private static byte[] unhex(String digits, Source at) {
    try {
      return HexFormat.of().parseHex(digits);
    } catch (IllegalArgumentException _) {
      throw new ParseError(
          at,
          "Vault format unhexlify error: "
              + (digits.length() % 2 == 0 ? "Non-hexadecimal digit found" : "Odd-length string"),
          "The encrypted text is damaged: every line must be there, and nothing else.");
    }
  }

  private static ParseError format(String what, Source at) {
    return new ParseError(at, "Vault envelope format error: " + what);
  }

  /// The lines, each with its end. Only an id other than `default` is named, as Ansible does.
  String text() {
    var hex = HexFormat.of();
    var body =
        hex.formatHex(sealed.salt())
            + "\n"
            + hex.formatHex(sealed.mac())
            + "\n"
            + hex.formatHex(sealed.text());
    var digits = hex.formatHex(body.getBytes(StandardCharsets.US_ASCII));
    var out = new StringBuilder(HEADER);
    out.append(id.equals(DEFAULT_ID) ? ";1.1;AES256" : ";1.2;AES256;" + id).append('\n');
    for (var i = 0; i < digits.length(); i += WIDTH) {
      out.append(digits, i, Math.min(i + WIDTH, digits.length())).append('\n');
    }
    return out.toString();
  }
}
