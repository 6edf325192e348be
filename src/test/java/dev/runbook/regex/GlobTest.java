package dev.runbook.regex;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Python 3.11's {@code fnmatch.fnmatchcase} says. */
final class GlobTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "a* a true",
        "a* abc true",
        "a* ba false",
        "a* a~b true",
        "?b ab true",
        "?b ~b true",
        "?b b false",
        "[a-c]x bx true",
        "[a-c]x dx false",
        "[a-c]x -x false",
        "[!a-c]x bx false",
        "[!a-c]x dx true",
        "[]x] ] true",
        "[]x] x true",
        "[]x] y false",
        "[!]] ] false",
        "[!]] a true",
        "[a [a true",
        "[a a false",
        "[z-a] z false",
        "[z-a] a false",
        "a[] a[] true",
        "a[] a false",
        "[^a] ^ true",
        "[^a] a true",
        "[^a] b false",
        "[a\\b] \\ true",
        "[a\\b] a true",
        "[a\\b] b true",
        "[a\\b] x false",
        "[a&&b] & true",
        "[a&&b] a true",
        "[[] [ true",
        "[[] x false",
        "web.{1} web.{1} true",
        "web.{1} webx1 false",
        "(a|b)$^+ (a|b)$^+ true",
        "(a|b)$^+ a false",
        "[a-] - true",
        "[a-] a true",
        "[a-] b false",
        "[!a [!a true",
        "[!a b false",
        "a\\* a\\x true",
        "a\\* a* false"
      })
  void matchesAsInPython(String glob, String text, boolean matches) {
    assertEquals(matches, Glob.of(glob).matches(text.replace("~", "\n")));
  }
}
