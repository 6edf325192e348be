package dev.runbook.template.net;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A MAC address of 48 bits, or an identifier of 64.
public record HardwareAddress(int bits, BigInteger value) {
  private record Form(Pattern pattern, int digits) {
    static Form of(int words, int fewest, int digits, String separator) {
      var word = "([0-9a-fA-F]{" + fewest + "," + digits + "})";
      return new Form(
          Pattern.compile(word + (Pattern.quote(separator) + word).repeat(words - 1)), digits);
    }
  }

  private static final List<Form> FORMS_48 =
      List.of(
          Form.of(6, 1, 2, ":"),
          Form.of(6, 1, 2, "-"),
          Form.of(3, 1, 4, ":"),
          Form.of(3, 1, 4, "-"),
          Form.of(3, 1, 4, "."),
          Form.of(2, 5, 6, "-"),
          Form.of(2, 5, 6, ":"),
          Form.of(1, 11, 12, ""));
  private static final List<Form> FORMS_64 =
      List.of(
          Form.of(8, 1, 2, ":"),
          Form.of(8, 1, 2, "-"),
          Form.of(4, 1, 4, ":"),
          Form.of(4, 1, 4, "-"),
          Form.of(4, 1, 4, "."),
          Form.of(1, 16, 16, ""));

  /// The address of a text in one of the usual forms, or of a number; null for others.
  public static @Nullable HardwareAddress parse(String text) {
    for (var bits : new int[] {48, 64}) {
      for (var form : bits == 48 ? FORMS_48 : FORMS_64) {
        var match = form.pattern.matcher(text);
        if (match.matches()) {
          var value = BigInteger.ZERO;
          for (var i = 1; i <= match.groupCount(); i++) {
            value = value.shiftLeft(4 * form.digits).or(new BigInteger(match.group(i), 16));
          }
          return new HardwareAddress(bits, value);
        }
      }
      if (text.matches("[0-9]{1,20}") && new BigInteger(text).bitLength() <= bits) {
        return new HardwareAddress(bits, new BigInteger(text));
      }
    }
    return null;
  }

  /// In words of so many digits, each written by `format`; null where it is longer than a MAC
  /// address.
  public @Nullable String format(int digits, String format, String separator) {
    var words = new ArrayList<String>();
    var count = 48 / 4 / digits;
    if (value.bitLength() > count * digits * 4) {
      return null;
    }
    for (var shift = (count - 1) * digits * 4; shift >= 0; shift -= digits * 4) {
      var word = value.shiftRight(shift).and(Address.ones(digits * 4));
      words.add(String.format(format, word.longValue()));
    }
    return String.join(separator, words);
  }

  /// The version 6 address that a host with this hardware gives itself in a network (RFC 4291).
  public @Nullable Address within(Address network) {
    var wide =
        bits == 64
            ? value
            : value
                .shiftRight(24)
                .shiftLeft(40)
                .or(BigInteger.valueOf(0xfffe00_0000L))
                .or(value.and(Address.ones(24)));
    return network.plus(wide.flipBit(57));
  }
}
