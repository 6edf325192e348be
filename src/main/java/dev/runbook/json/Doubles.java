package dev.runbook.json;

import java.math.BigDecimal;

/// Python's `repr` of a float: the digits are Java's shortest ones, the form is Python's.
final class Doubles {
  private Doubles() {}

  static String text(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    var text = Double.toString(value);
    var exponent = text.indexOf('E');
    if (exponent < 0) {
      return text;
    }
    // Python keeps plain digits from 1e-4 up to below 1e16.
    var size = Math.abs(value);
    if (size >= 1e-4 && size < 1e16) {
      var plain = new BigDecimal(text).stripTrailingZeros().toPlainString();
      return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
    var mantissa = text.substring(0, exponent);
    if (mantissa.endsWith(".0")) {
      mantissa = mantissa.substring(0, mantissa.length() - 2);
    }
    var power = Integer.parseInt(text.substring(exponent + 1));
    var digits = Integer.toString(Math.abs(power));
    return mantissa + 'e' + (power < 0 ? '-' : '+') + (digits.length() < 2 ? "0" + digits : digits);
  }
}
