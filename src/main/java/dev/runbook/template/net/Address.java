package dev.runbook.template.net;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An IP address: 4 or 6, and its number.
public record Address(int version, BigInteger value) implements Comparable<Address> {
  private static final BigInteger MAPPED = BigInteger.valueOf(0xffff_0000_0000L);

  /// The address of a text, or null.
  public static @Nullable Address parse(String text) {
    return text.indexOf(':') < 0 ? parse4(text) : parse6(text);
  }

  /// The address of a number: of version 4 where that fits; null where no address has it.
  public static @Nullable Address of(BigInteger number) {
    if (number.signum() < 0 || number.bitLength() > 128) {
      return null;
    }
    return new Address(number.bitLength() <= 32 ? 4 : 6, number);
  }

  /// The address of a version and a number, or null.
  public static @Nullable Address of(int version, BigInteger number) {
    return number.signum() < 0 || number.bitLength() > width(version)
        ? null
        : new Address(version, number);
  }

  static int width(int version) {
    return version == 4 ? 32 : 128;
  }

  static BigInteger ones(int bits) {
    return BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
  }

  private static @Nullable Address parse4(String text) {
    var parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return null;
    }
    var number = 0L;
    for (var part : parts) {
      // 010 could be meant as octal: nobody takes it
      if (!part.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(part) > 255) {
        return null;
      }
      number = number << 8 | Integer.parseInt(part);
    }
    return new Address(4, BigInteger.valueOf(number));
  }

  private static @Nullable Address parse6(String text) {
    var gap = text.indexOf("::");
    var head = gap < 0 ? text : text.substring(0, gap);
    var tail = gap < 0 ? "" : text.substring(gap + 2);
    var words = new ArrayList<Integer>();
    var rest = new ArrayList<Integer>();
    if (!addWords(head, gap < 0, words) || !addWords(tail, gap >= 0, rest)) {
      return null;
    }
    var missing = 8 - words.size() - rest.size();
    if (gap < 0 ? missing != 0 : missing < 1) {
      return null;
    }
    words.addAll(Collections.nCopies(missing, 0));
    words.addAll(rest);
    var number = BigInteger.ZERO;
    for (var word : words) {
      number = number.shiftLeft(16).or(BigInteger.valueOf(word));
    }
    return new Address(6, number);
  }

  private static boolean addWords(String text, boolean last, List<Integer> words) {
    if (text.isEmpty()) {
      return true;
    }
    var parts = text.split(":", -1);
    for (var i = 0; i < parts.length; i++) {
      var part = parts[i];
      if (last && i == parts.length - 1 && part.indexOf('.') >= 0) {
        var four = parse4(part);
        if (four == null) {
          return false;
        }
        words.add((int) (four.value.longValue() >> 16));
        words.add((int) (four.value.longValue() & 0xffff));
      } else if (part.matches("[0-9a-fA-F]{1,4}")) {
        words.add(Integer.parseInt(part, 16));
      } else {
        return false;
      }
    }
    return true;
  }

  public int width() {
    return width(version);
  }

  /// The address that is so many further, or null where there is none.
  public @Nullable Address plus(BigInteger count) {
    return of(version, value.add(count));
  }

  /// Whether its bits are ones and then zeros.
  public boolean isNetmask() {
    return isPower(value.xor(ones(width())).add(BigInteger.ONE));
  }

  /// Whether its bits are zeros and then ones.
  public boolean isHostmask() {
    return isPower(value.add(BigInteger.ONE));
  }

  private static boolean isPower(BigInteger number) {
    return number.bitCount() == 1;
  }

  /// The version 4 address that a version 6 address holds, or null.
  public @Nullable Address mapped() {
    return version == 6 && value.shiftRight(32).equals(BigInteger.valueOf(0xffff))
        ? of(4, value.subtract(MAPPED))
        : null;
  }

  /// The version 4 address that it holds, or itself.
  public Address unmapped() {
    var inner = mapped();
    return inner == null ? this : inner;
  }

  /// `::ffff:a.b.c.d` of a version 4 address.
  public Address toVersion6() {
    return version == 6 ? this : new Address(6, value.add(MAPPED));
  }

  /// Its octets, or its words of 16 bits.
  public List<Integer> words() {
    var size = version == 4 ? 8 : 16;
    var words = new ArrayList<Integer>();
    for (var shift = width() - size; shift >= 0; shift -= size) {
      words.add(value.shiftRight(shift).and(ones(size)).intValue());
    }
    return words;
  }

  /// As the C library writes it.
  @Override
  public String toString() {
    var words = words();
    if (version == 4) {
      return String.join(".", words.stream().map(String::valueOf).toList());
    }
    var gap = gap(words);
    if (gap[0] == 0 && (gap[1] == 6 || (gap[1] == 5 && words.get(5) == 0xffff))) {
      return (gap[1] == 6 ? "::" : "::ffff:") + new Address(4, value.and(ones(32)));
    }
    return compressed(words, gap);
  }

  /// As Python's `ipaddress` writes it: of those that hold version 4 only `::ffff:0:0/96` has dots.
  public String compressed() {
    return version == 4 || mapped() != null ? toString() : compressed(words(), gap(words()));
  }

  private static String compressed(List<Integer> words, int[] gap) {
    if (gap[1] < 2) {
      return hex(words, "%x");
    }
    return hex(words.subList(0, gap[0]), "%x")
        + "::"
        + hex(words.subList(gap[0] + gap[1], 8), "%x");
  }

  /// With every digit.
  public String exploded() {
    return version == 4 ? toString() : hex(words(), "%04x");
  }

  private static String hex(List<Integer> words, String format) {
    return String.join(":", words.stream().map(word -> String.format(format, word)).toList());
  }

  /// The first of the longest runs of zeros: where it starts, and its length.
  private static int[] gap(List<Integer> words) {
    var best = new int[] {-1, 0};
    for (var i = 0; i < 8; i++) {
      var end = i;
      while (end < 8 && words.get(end) == 0) {
        end++;
      }
      if (end - i > best[1]) {
        best = new int[] {i, end - i};
      }
    }
    return best;
  }

  /// Its name for a reverse look-up in the DNS, with the dot at the end.
  public String reverse() {
    var parts = new ArrayList<String>();
    if (version == 4) {
      words().forEach(word -> parts.add(word.toString()));
    } else {
      for (var digit : exploded().replace(":", "").split("")) {
        parts.add(digit);
      }
    }
    Collections.reverse(parts);
    return String.join(".", parts) + (version == 4 ? ".in-addr.arpa." : ".ip6.arpa.");
  }

  @Override
  public int compareTo(Address other) {
    return version != other.version
        ? Integer.compare(version, other.version)
        : value.compareTo(other.value);
  }
}
