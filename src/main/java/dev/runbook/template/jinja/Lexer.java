package dev.runbook.template.jinja;

import dev.runbook.template.FileOptions;
import dev.runbook.template.FileOptions.LstripBlocks;
import dev.runbook.template.FileOptions.TrimBlocks;
import dev.runbook.template.TemplateError.Kind;
import dev.runbook.template.value.Letters;
import dev.runbook.template.value.Raised;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Cuts a template into data and code, with Jinja2's rules for the white space around blocks.
final class Lexer {
  private final String text;
  private final FileOptions options;
  private final boolean trim;
  private final boolean lstrip;
  private final boolean hasLines;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  Lexer(String text, FileOptions options) {
    this.text = text;
    this.options = options;
    this.trim = options.trimBlocks() == TrimBlocks.YES;
    this.lstrip = options.lstripBlocks() == LstripBlocks.YES;
    this.hasLines = !options.lineStatement().isEmpty() || !options.lineComment().isEmpty();
  }

  /// The tokens of a whole template.
  List<Token> template() {
    // Jinja2 drops the last line end; the templar adds back what Ansible keeps.
    var end = text.length();
    if (text.endsWith("\r\n")) {
      end -= 2;
    } else if (text.endsWith("\n") || text.endsWith("\r")) {
      end--;
    }
    while (at < end) {
      var begin = nextBegin(at, end);
      if (begin == null) {
        data(at, end);
        break;
      }
      code(begin, end);
    }
    tokens.add(new Token(Token.Kind.END, "", end));
    return tokens;
  }

  /// Where code begins.
  ///
  /// @param length of the mark, with the white space that belongs to it
  /// @param kind `{`, `%` or `#`; `:` for a line that is a statement, `/` for the comment of a line
  private record Begin(int at, int length, char kind) {}

  private @Nullable Begin nextBegin(int from, int end) {
    for (var i = from; i < end; i++) {
      @Nullable Begin best = null;
      best = longer(best, i, options.blockStart(), '%');
      best = longer(best, i, options.variableStart(), '{');
      best = longer(best, i, options.commentStart(), '#');
      if (hasLines) {
        best = longerLine(best, i);
      }
      if (best != null) {
        return best.at() + best.length() <= end ? best : null;
      }
    }
    return null;
  }

  /// The line statement or comment that begins here, when its mark is not shorter than another.
  private @Nullable Begin longerLine(@Nullable Begin begin, int i) {
    var best = begin;
    var first = i == 0 || text.charAt(i - 1) == '\n' || text.charAt(i - 1) == '\r';
    var mark = options.lineStatement();
    if (first && !mark.isEmpty() && (best == null || mark.length() > best.length())) {
      var at = i;
      while (at < text.length() && " \t\u000b".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      if (text.startsWith(mark, at)) {
        best = new Begin(i, at + mark.length() - i, ':');
      }
    }
    var comment = options.lineComment();
    var rival = best == null ? 0 : best.kind() == ':' ? mark.length() : best.length();
    if ((first || !Letters.isSpace(text.charAt(i - 1)))
        && !comment.isEmpty()
        && comment.length() > rival) {
      var at = i;
      while (at < text.length() && isBlank(text.charAt(at))) {
        at++;
      }
      if (text.startsWith(comment, at)) {
        return new Begin(i, at + comment.length() - i, '/');
      }
    }
    return best;
  }

  private @Nullable Begin longer(@Nullable Begin best, int i, String mark, char kind) {
    return text.startsWith(mark, i) && (best == null || mark.length() > best.length())
        ? new Begin(i, mark.length(), kind)
        : best;
  }

  private void code(Begin begin, int end) {
    var start = begin.at() + begin.length();
    var sign = start < end ? text.charAt(start) : ' ';
    var dataEnd = begin.at();
    if (sign == '-') {
      while (dataEnd > at && Letters.isSpace(text.charAt(dataEnd - 1))) {
        dataEnd--;
      }
      start++;
    } else if (sign == '+') {
      start++;
    } else if (lstrip && begin.kind() != '{') {
      dataEnd = withoutIndent(dataEnd);
    }
    if (dataEnd > at) {
      data(at, dataEnd);
    }
    switch (begin.kind()) {
      case '#' -> comment(start, end);
      case '/' -> at = lineEnd(start, end);
      case ':' -> {
        tokens.add(new Token(Token.Kind.BLOCK_BEGIN, options.lineStatement(), begin.at()));
        at = start;
        line(end);
      }
      case '%' -> {
        if (!raw(start, end)) {
          tokens.add(new Token(Token.Kind.BLOCK_BEGIN, options.blockStart(), begin.at()));
          at = start;
          words(end, options.blockEnd(), Token.Kind.BLOCK_END, true);
        }
      }
      default -> {
        tokens.add(new Token(Token.Kind.VARIABLE_BEGIN, options.variableStart(), begin.at()));
        at = start;
        words(end, options.variableEnd(), Token.Kind.VARIABLE_END, false);
      }
    }
  }

  /// The end of the data when only blanks stand between the line's start and the block.
  private int withoutIndent(int dataEnd) {
    var i = dataEnd;
    while (i > at && isBlank(text.charAt(i - 1))) {
      i--;
    }
    var lineStart = i == 0 || text.charAt(i - 1) == '\n' || text.charAt(i - 1) == '\r';
    return lineStart ? i : dataEnd;
  }

  private static boolean isBlank(char c) {
    return c != '\n' && c != '\r' && Letters.isSpace(c);
  }

  private void comment(int start, int end) {
    var close = text.indexOf(options.commentEnd(), start);
    if (close < 0 || close + options.commentEnd().length() > end) {
      throw syntax("Missing end of comment tag", at);
    }
    var sign = close > start ? text.charAt(close - 1) : ' ';
    at = afterBlock(sign, close + options.commentEnd().length(), end);
  }

  private int afterBlock(char sign, int from, int end) {
    var i = from;
    if (sign == '-') {
      while (i < end && Letters.isSpace(text.charAt(i))) {
        i++;
      }
    } else if (sign != '+' && trim) {
      if (text.startsWith("\r\n", i)) {
        i += 2;
      } else if (i < text.length() && (text.charAt(i) == '\n' || text.charAt(i) == '\r')) {
        i++;
      }
    }
    return Math.min(i, end);
  }

  private boolean raw(int start, int end) {
    var i = skipSpace(start, end);
    if (!text.startsWith("raw", i)) {
      return false;
    }
    i = skipSpace(i + 3, end);
    var sign = i < end ? text.charAt(i) : ' ';
    if (sign == '-' || sign == '+') {
      i++;
    }
    if (!text.startsWith(options.blockEnd(), i)) {
      return false;
    }
    // Only a minus sign takes away what follows; trim_blocks does not reach into raw text.
    var bodyStart = i + options.blockEnd().length();
    bodyStart = sign == '-' ? afterBlock(sign, bodyStart, end) : bodyStart;
    for (var open = text.indexOf(options.blockStart(), bodyStart);
        open >= 0;
        open = text.indexOf(options.blockStart(), open + 1)) {
      var j = open + options.blockStart().length();
      var before = j < end ? text.charAt(j) : ' ';
      if (before == '-' || before == '+') {
        j++;
      }
      j = skipSpace(j, end);
      if (!text.startsWith("endraw", j)) {
        continue;
      }
      j = skipSpace(j + 6, end);
      var after = j < end ? text.charAt(j) : ' ';
      if (after == '-' || after == '+') {
        j++;
      }
      if (!text.startsWith(options.blockEnd(), j)) {
        continue;
      }
      var bodyEnd = open;
      if (before == '-') {
        while (bodyEnd > bodyStart && Letters.isSpace(text.charAt(bodyEnd - 1))) {
          bodyEnd--;
        }
      } else if (before != '+' && lstrip) {
        at = bodyStart;
        bodyEnd = withoutIndent(bodyEnd);
      }
      data(bodyStart, bodyEnd);
      at = afterBlock(after, j + options.blockEnd().length(), end);
      return true;
    }
    throw syntax("Missing end of raw directive", start);
  }

  private int skipSpace(int from, int end) {
    var i = from;
    while (i < end && Letters.isSpace(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private void words(int end, String close, Token.Kind kind, boolean block) {
    var words = new Words(text, tokens, end);
    var depth = 0;
    while (true) {
      at = skipSpace(at, end);
      if (depth == 0) {
        var sign = at < end ? text.charAt(at) : ' ';
        var signed = (sign == '-' || (sign == '+' && block)) && text.startsWith(close, at + 1);
        if (signed || text.startsWith(close, at)) {
          tokens.add(new Token(kind, close, at));
          var after = at + close.length() + (signed ? 1 : 0);
          at = block || signed ? afterBlock(signed ? sign : ' ', after, end) : Math.min(after, end);
          return;
        }
      }
      if (at >= end) {
        return;
      }
      at = words.next(at);
      depth = words.depth();
    }
  }

  /// The words of a line statement: it ends with its line, or behind the brackets still open then,
  /// and takes blank lines with it.
  private void line(int end) {
    var words = new Words(text, tokens, end);
    while (true) {
      var next = skipSpace(at, end);
      if (words.depth() == 0 && (next >= end || hasLineEnd(at, next))) {
        tokens.add(new Token(Token.Kind.BLOCK_END, "", at));
        while (next < end && next > at && text.charAt(next - 1) != '\n') {
          next--;
        }
        at = next;
        return;
      }
      if (next >= end) {
        at = next;
        return;
      }
      at = words.next(next);
    }
  }

  private boolean hasLineEnd(int from, int to) {
    return lineEnd(from, to) < to;
  }

  private int lineEnd(int from, int end) {
    var i = from;
    while (i < end && text.charAt(i) != '\n' && text.charAt(i) != '\r') {
      i++;
    }
    return i;
  }

  /// The tokens of an expression without delimiters.
  List<Token> expression() {
    var words = new Words(text, tokens, text.length());
    for (at = skipSpace(0, text.length()); at < text.length(); at = skipSpace(at, text.length())) {
      at = words.next(at);
    }
    tokens.add(new Token(Token.Kind.END, "", text.length()));
    return tokens;
  }

  private void data(int start, int end) {
    if (end <= start) {
      return;
    }
    var data = text.substring(start, end);
    if (data.indexOf('\r') >= 0 || !"\n".equals(options.newlineSequence())) {
      data = data.replace("\r\n", "\n").replace('\r', '\n');
      data = data.replace("\n", options.newlineSequence());
    }
    tokens.add(new Token(Token.Kind.DATA, data, start));
  }

  static Raised syntax(String message, int at) {
    return new Raised(Kind.SYNTAX, message).at(at);
  }
}
