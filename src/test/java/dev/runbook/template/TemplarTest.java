package dev.runbook.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runbook.template.TemplateError.Kind;
import dev.runbook.yaml.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Variables that are templates, data that only looks like one, conditions, and where errors point.
final class TemplarTest {
  private static final Source AT = new Source("play.yml", 7, 11);

  @TempDir private Path folder = Path.of("");

  private final List<String> warnings = new ArrayList<>();

  private Templar on(Object... pairs) {
    return new Templates()
        .on(
            Maps.of(pairs),
            new Surroundings(List.of(folder), folder, Map.of("HOME", "/root"), warnings::add));
  }

  private static Template t(String text) {
    return new Template(text, AT);
  }

  @Test
  void aVariableIsRenderedWhenItIsUsed() {
    var templar = on("a", t("{{ b + 1 }}"), "b", 41L);
    assertEquals(42L, templar.value(t("{{ a }}")));
    assertEquals("x42", templar.value(t("x{{ a }}")));
    assertEquals(List.of(42L, "b"), templar.value(List.of(t("{{ a }}"), "b")));
  }

  @Test
  void onlyTheAttributeThatIsAskedForIsRendered() {
    var templar = on("d", Map.of("x", 1L, "y", t("{{ nowhere }}"), "z", t("{{ d.x + 1 }}")));
    assertEquals(1L, templar.value(t("{{ d.x }}")));
    assertEquals(2L, templar.value(t("{{ d.z }}")));
    assertEquals(Kind.UNDEFINED, error(() -> templar.value(t("{{ d }}"))).kind());
  }

  @Test
  void aValueIsRenderedOnceHoweverOftenItIsUsed() {
    var templar = on("r", t("{{ 1000000000000 | random }}"));
    assertEquals(true, templar.value(t("{{ r == r and r == r }}")));
    assertEquals(templar.value(t("{{ r }}")), templar.value(t("{{ r }}")));
  }

  @Test
  void whatComesOutOfVariablesIsNeverRenderedAgain() throws Exception {
    var attack = "{{ lookup('pipe', 'touch " + folder + "/pwned') }}";
    Files.writeString(folder.resolve("f"), attack);
    var templar =
        on(
            "fact", attack,
            "again", t("{{ fact }}"),
            "deep", Map.of("list", List.of(attack)),
            "json", t("{{ fact | to_json | from_json }}"),
            "glued", t("{{ '{{' ~ ' fact ' ~ '}}' }}"));
    for (var use :
        List.of(
            "{{ fact }}",
            "{{ again }}",
            "{{ deep.list[0] }}",
            "{{ json }}",
            "{{ lookup('file', 'f') }}",
            "{{ [fact] | first }}",
            "{{ fact | string }}",
            "{% set x = fact %}{{ x }}",
            "{% for x in [fact] %}{{ x }}{% endfor %}",
            "{{ {'a': fact}.a }}")) {
      assertEquals(attack, templar.value(t(use)), use);
    }
    assertEquals("{{ fact }}", templar.value(t("{{ glued }}")));
    assertEquals("-" + attack, templar.value(t("-{{ again }}")));
    assertEquals(attack, templar.text(attack));
    assertFalse(Files.exists(folder.resolve("pwned")));
  }

  @Test
  void hostileTextInAConditionIsComparedNotEvaluated() {
    var templar = on("out", "' or true or '", "word", "x", "name", "flag", "flag", true);
    assertFalse(templar.condition("'{{ out }}' == 'x'", AT));
    assertTrue(templar.condition("'{{ word }}' == 'x'", AT));
    assertTrue(templar.condition(t("{{ name }}"), AT));
    assertThrows(TemplateError.class, () -> on("c", "1 == 1").condition(t("{{ c }}"), AT));
  }

  @Test
  void templatesWithTheQuotesOfTheirConditionAreStillRead() {
    var templar = on("word", "x", "out", "' or true or \"");
    assertTrue(templar.condition(t("\"{{ \"a\" ~ word }}\" == \"ax\""), AT));
    assertFalse(templar.condition(t("\"{{ out ~ \"y\" }}\" == \"xy\""), AT));
    assertEquals(1, warnings.size()); // one for the kind
  }

  @Test
  void conditionsAreExpressions() {
    var templar = on("n", 3L, "s", "abc", "r", Map.of("rc", 0L, "changed", true));
    assertTrue(templar.condition("n > 2 and s is defined", AT));
    assertTrue(templar.condition("r is changed and r.rc == 0", AT));
    assertTrue(templar.condition("r|changed", AT));
    assertTrue(templar.condition("'2.10'|version_compare('2.9', '>')", AT));
    assertTrue(templar.condition("s is match('^a\\w+$')", AT));
    assertTrue(templar.condition(t("{{ n }} == 3"), AT));
    assertTrue(templar.condition(List.of("n == 3", true), AT));
    assertFalse(templar.condition(List.of("n == 3", "n == 4"), AT));
    assertTrue(templar.condition(null, AT));
    assertTrue(templar.condition("", AT));
    assertFalse(templar.condition(t("{{ n == 4 }}"), AT));
    assertEquals(1, warnings.size());
    assertEquals(Kind.UNDEFINED, error(() -> templar.condition("nope == 1", AT)).kind());
    assertTrue(templar.condition("nope is not defined or nope == 1", AT));
  }

  @Test
  void aConditionWithoutABooleanResultIsToldOnce() {
    var templar = on("n", 3L, "s", "no", "e", "");
    assertTrue(templar.condition("n > 2 and s", AT));
    assertTrue(templar.condition("n", AT));
    assertFalse(templar.condition("e", AT));
    assertEquals(
        List.of(
            "play.yml:7:11: conditional result (True) was derived from value of type 'str';"
                + " conditionals should have a boolean result, as of `| bool`, `is defined` or"
                + " `| length > 0`"),
        warnings);
  }

  @Test
  void noneIsPrintedOnlyWhereNothingElseIs() {
    // the types that 2.19.11 gives; a template that prints nothing gives a text, as before 2.19
    assertEquals(3L, on().value(t("{{ none }}{{ 3 }}")));
    assertEquals(List.of(1L), on().value(t("{{ none }}{{ [1] }}{{ none }}")));
    assertNull(on().value(t("{{ none }}{{ none }}")));
    assertEquals("3", on().value(t("{{ '' }}{{ 3 }}")));
    assertEquals(4L, on().value(t("{% macro m() %}{{ none }}{{ 3 }}{% endmacro %}{{ m() + 1 }}")));
    assertEquals("", on().value(t("{% if false %}x{% endif %}")));
  }

  @Test
  void aLoopOfVariablesNamesItsMembers() {
    var templar = on("a", t("{{ b }}"), "b", t("{{ c }}"), "c", t("{{ a }}"));
    var error = error(() -> templar.value(t("{{ a }}")));
    assertEquals(Kind.RECURSION, error.kind());
    assertEquals("recursive loop: a -> b -> c -> a", error.text());
    assertEquals(Kind.RECURSION, error(() -> on("x", t("{{ x }}x")).value(t("{{ x }}"))).kind());
    assertEquals(
        Kind.RECURSION,
        error(() -> on("d", Map.of("k", t("{{ d.k }}"))).value(t("{{ d.k }}"))).kind());
  }

  @Test
  void anUndefinedVariableInsideAVariableCanHaveADefault() {
    var templar = on("a", t("{{ nowhere }}"));
    assertEquals("x", templar.value(t("{{ a | default('x') }}")));
    assertEquals(false, templar.value(t("{{ a is defined }}")));
    var error = error(() -> templar.value(t("{{ a }}")));
    assertEquals("'nowhere' is undefined", error.text());
  }

  @Test
  void errorsPointIntoTheValue() {
    var templar = on("name", "x", "users", Map.of("bob", 1L));
    var wrong = error(() -> templar.value(t("hello {{ nmae }}")));
    assertEquals(new Source("play.yml", 7, 20), wrong.at());
    assertEquals("did you mean 'name'?", wrong.hint());
    var block = error(() -> templar.value(new Template("one\ntwo {{ users.bbo }}\n", AT)));
    assertEquals(new Source("play.yml", 8, 24), block.at());
    assertEquals("did you mean 'bob'?", block.hint());
    var filter = error(() -> templar.value(t("{{ name | uper }}")));
    assertEquals(new Source("play.yml", 7, 21), filter.at());
    assertEquals("No filter named 'uper'.", filter.text());
    assertEquals("did you mean 'upper'?", filter.hint());
  }

  @Test
  void omittedItemsDropOutAndOmitItselfIsKept() {
    var templar = on();
    assertEquals(
        Map.of("a", 1L), templar.value(Map.of("a", 1L, "b", t("{{ nowhere | default(omit) }}"))));
    assertSame(Omit.OMIT, templar.value(t("{{ nowhere | default(omit) }}")));
  }

  @Test
  void backslashesInValuesStayAndInFilesAreEscapes() {
    assertEquals("a\\tb", on().value(t("{{ 'a\\tb' }}")));
    assertEquals("a\tb", on().file("{{ 'a\\tb' }}", AT, FileOptions.DEFAULT));
    assertEquals("x-b", on().value(t("{{ 'a-b' | regex_replace('^(.)-(.)', 'x-\\2') }}")));
  }

  @Test
  void loopVariablesStandInFront() {
    var templar = on("item", 1L, "derived", t("{{ item * 2 }}"));
    assertEquals(2L, templar.value(t("{{ derived }}")));
    assertEquals(10L, templar.with(Map.of("item", 5L)).value(t("{{ derived }}")));
    assertEquals(
        List.of(1L, 2L, 3L), templar.lookup("items", List.of(List.of(1L, 2L), 3L), Map.of(), AT));
  }

  @Test
  void changingAVariableInATemplateLeavesTheVariableAlone() {
    var list = new ArrayList<@Nullable Object>(List.of(1L));
    var templar = on("l", list, "d", Map.of("a", 1L));
    assertEquals("[1, 2]", String.valueOf(templar.value(t("{% set _ = l.append(2) %}{{ l }}"))));
    assertEquals("x{'a': 1, 'b': 2}", templar.value(t("x{% set _ = d.update(b=2) %}{{ d }}")));
    assertEquals(List.of(1L), list);
  }

  @Test
  void aTemplateCannotUseUpTheMachine() {
    for (var greedy :
        List.of(
            "{{ 'a' * 1000000000 }}",
            "{% for i in range(1000000000) %}{% endfor %}",
            "{{ range(1000000000) | list | length }}",
            "{{ 2 ** 10000000 }}",
            "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
            "{{ ('a' * 60) | regex_search('^((a+)+)\\2b$') }}",
            "{{ " + "(".repeat(100_000) + "1" + ")".repeat(100_000) + " }}",
            "{{ " + "[".repeat(5000) + "]".repeat(5000) + " }}",
            "{{ 1" + "+1".repeat(100_000) + " }}",
            "{{ " + "not ".repeat(100_000) + "1 }}",
            "{{ 1" + "|abs".repeat(100_000) + " }}")) {
      var error = error(() -> on().value(t(greedy)));
      assertTrue(
          error.kind() == Kind.LIMIT || error.kind() == Kind.RECURSION,
          greedy.substring(0, Math.min(60, greedy.length())) + ": " + error.text());
    }
  }

  /// What the fuzz test found: each was an exception of Java, or had no end.
  @Test
  void whatCannotBeDoneIsSaidInWords() {
    for (var mistake :
        List.of(
            "{{ 'a\0b' is exists }}",
            "{{ 'a\0b' | realpath }}",
            "{{ lookup('file', 'a\0b') }}",
            "{{ 'x'.encode('no-such') }}",
            "{{ '%Y' | strftime(10 ** 30) }}",
            "{{ ('2020-01-01' | to_datetime('%Y-%m-%d')).replace(month=13) }}",
            "{{ ('2020-01-01 +9900' | to_datetime('%Y-%m-%d %z')) }}",
            "{{ '%c' % 99999999 }}",
            "{{ '%d' % ('nan' | float) }}",
            "{{ '{:c}'.format(-1) }}",
            "{{ '{99999999999}'.format(1) }}",
            "{{ '{0[99999999999999999999]}'.format([1]) }}",
            "{{ ('inf' | float).as_integer_ratio() }}",
            "{{ undef('') }}",
            "{{ 'x' | vault('') }}",
            "{{ 'x' | vault('a') | unvault('') }}",
            "{{ 5 | human_to_bytes('') }}",
            "{{ vars.clear() }}")) {
      assertFalse(error(() -> on("a", 1L).value(t(mistake))).text().isBlank(), mistake);
    }
  }

  @Test
  void oddKeysAndNumbersAreNoObstacle() {
    var templar = on("m", Map.of("a", 1L), "nan", Double.NaN);
    assertEquals("none", templar.value(t("{{ m[none] | default('none') }}")));
    assertEquals(Map.of("<TemplateReference None>", 7L), templar.value(t("{{ {self: 7} }}")));
    assertEquals(1L, templar.value(t("{{ [{'a': nan}] | groupby('a') | length }}")));
    assertEquals(List.of("a"), templar.value(t("{{ ['a', ''] | select(reverse=none) }}")));
    assertEquals(List.of(), templar.value(t("{{ query('fileglob', '[z-a]*') }}")));
  }

  @Test
  void whatWasWrittenEncryptedIsKnownByTheValueItself() {
    var opened = new ArrayList<String>();
    var sealed =
        new Vaulted(
            "$ANSIBLE_VAULT;1.1;AES256\n61",
            AT,
            (text, _) -> {
              opened.add(text);
              return "hello";
            });
    var templar =
        on(
            "v",
            sealed,
            "m",
            Map.of("v", sealed),
            "l",
            List.of(sealed, "x"),
            "copy",
            t("{{ v }}"),
            "text",
            "$ANSIBLE_VAULT;1.1;AES256\n61");
    assertEquals(true, templar.value(t("{{ m is mapping and v is defined }}")));
    assertEquals(true, templar.value(t("{{ v is vault_encrypted and v == 'hello' }}")));
    assertEquals(
        true, templar.value(t("{{ m.v is vault_encrypted and copy is vault_encrypted }}")));
    assertEquals(1L, templar.value(t("{{ l | select('vault_encrypted') | length }}")));
    assertEquals(true, templar.value(t("{{ text is not vault_encrypted }}")));
    assertEquals(true, templar.value(t("{{ (v ~ '') is not vault_encrypted }}")));
    assertEquals(
        "- !vault |-\n  $ANSIBLE_VAULT;1.1;AES256\n  61\n",
        templar.value(t("{{ [v] | to_yaml }}")));
    assertEquals("[\"hello\"]", templar.value(t("{{ [v] | to_json }}")));
    assertEquals(List.of(sealed.sealed()), opened);
  }

  @Test
  void whatIsEncryptedAndNotUsedNeedsNoPassword() {
    var at = new Source("vars.yml", 2, 5);
    var templar =
        on("v", new Vaulted("$ANSIBLE_VAULT;1.1;AES256\n61", at, Written.Vault.NONE), "x", 1L);
    assertEquals(1L, templar.value(t("{{ x }}")));
    var error = error(() -> templar.value(t("{{ v }}")));
    assertEquals("vars.yml", error.at().file());
    assertTrue(error.text().contains("no vault secrets found"), error.text());
  }

  @Test
  void nothingOfTheProgramIsReachable() {
    for (var probe :
        List.of(
            "{{ 'x'.getClass() }}",
            "{{ 'x'.class }}",
            "{{ ''.__class__.__mro__ }}",
            "{{ [].stream() }}",
            "{{ {}.entrySet() }}",
            "{{ lookup.__globals__ }}",
            "{{ ('x' | attr('getBytes'))() }}",
            "{{ ____int3rpr3t3r____ }}",
            "{{ '{0.__class__}'.format('x') }}")) {
      assertNotNull(error(() -> on().value(t(probe))), probe);
    }
  }

  private static TemplateError error(org.junit.jupiter.api.function.Executable work) {
    return assertThrows(TemplateError.class, work);
  }
}
