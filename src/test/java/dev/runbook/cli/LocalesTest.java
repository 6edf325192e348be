package dev.runbook.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The words are those of ansible-core 2.19.11. */
final class LocalesTest {
  private static final String ASCII = "ANSI_X3.4-1968";

  @Test
  void aLocaleThatIsUnknownOrNotOfUtf8IsRefusedAsByAnsible() {
    assertEquals(
        "ERROR: Ansible could not initialize the preferred locale: unsupported locale setting",
        Locales.refusal(Map.of("LC_ALL", "ham_sandwich", "LC_CTYPE", "en_US.UTF-8"), ASCII));
    assertEquals(
        "ERROR: Ansible requires the locale encoding to be UTF-8; Detected ISO-8859-1.",
        Locales.refusal(Map.of("LC_ALL", "", "LC_CTYPE", "en_US"), "ISO-8859-1"));
  }

  @Test
  void aLocaleOfUtf8ServesEvenWhereItIsNotInstalled() {
    assertNull(Locales.refusal(Map.of("LANG", "en_US"), "UTF-8"));
    assertNull(Locales.refusal(Map.of("LANG", "de_DE.UTF-8"), ASCII));
    assertNull(Locales.refusal(Map.of("LANG", "ham", "LC_CTYPE", "de_DE.utf8@euro"), ASCII));
    assertNull(Locales.refusal(Map.of("LC_ALL", "C"), ASCII));
    assertNull(Locales.refusal(Map.of(), ASCII));
  }

  @Test
  void onlyWhereNamesAreNotUtf8TheLocaleIsToBlame() {
    assertNull(Locales.remedy(Map.of("LANG", "de_DE.UTF-8"), "UTF-8"));
    assertNotNull(Locales.remedy(Map.of("LANG", "de_DE.UTF-8"), ASCII));
  }
}
