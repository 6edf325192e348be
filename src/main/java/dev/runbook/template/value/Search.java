package dev.runbook.template.value;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// `find`, `index`, `count`, `startswith` and `endswith` with their start and end.
final class Search {
  private Search() {}

  private record Part(String text, int start) {}

  private static Part part(String text, Args a) {
    var size = text.length();
    var start = a.at(1) == null ? 0 : bound(a.whole(1), size);
    var end = a.at(2) == null ? size : Math.min(bound(a.whole(2), size), size);
    if (start > size || start > end) {
      return new Part("", -1);
    }
    return new Part(text.substring(start, end), start);
  }

  private static int bound(int index, int size) {
    return index < 0 ? Math.max(0, index + size) : index;
  }

  static long find(String text, Args a, boolean last) {
    var part = part(text, a);
    if (part.start() < 0) {
      return -1;
    }
    var at = last ? part.text().lastIndexOf(a.text(0)) : part.text().indexOf(a.text(0));
    if (at < 0) {
      return -1;
    }
    var index = at + part.start();
    return Values.isPlainText(text) ? index : text.codePointCount(0, index);
  }

  static long index(String text, Args a, boolean last) {
    var at = find(text, a, last);
    if (at < 0) {
      throw Raised.of("substring not found");
    }
    return at;
  }

  static long count(String text, Args a) {
    var part = part(text, a);
    if (part.start() < 0) {
      return 0;
    }
    var wanted = a.text(0);
    if (wanted.isEmpty()) {
      return Values.length(part.text()) + 1;
    }
    var count = 0L;
    for (var i = part.text().indexOf(wanted); i >= 0; count++) {
      i = part.text().indexOf(wanted, i + wanted.length());
    }
    return count;
  }

  static boolean edge(String text, Args a, boolean start) {
    var part = part(text, a);
    if (part.start() < 0) {
      return false;
    }
    if (a.at(0) instanceof Tuple tuple) {
      return any(part.text(), tuple, start);
    }
    if (!(a.at(0) instanceof String wanted)) {
      throw Raised.of(
          (start ? "startswith" : "endswith")
              + " first arg must be str or a tuple of str, not "
              + Values.typeName(a.at(0)));
    }
    return start ? part.text().startsWith(wanted) : part.text().endsWith(wanted);
  }

  private static boolean any(String text, List<@Nullable Object> wanted, boolean start) {
    for (var one : wanted) {
      var word = Text.str(one);
      if (start ? text.startsWith(word) : text.endsWith(word)) {
        return true;
      }
    }
    return false;
  }
}
