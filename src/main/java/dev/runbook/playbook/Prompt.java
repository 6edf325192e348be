package dev.runbook.playbook;

import dev.runbook.yaml.Source;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code vars_prompt}.
 *
 * @param text what is asked, or null for the name
 * @param byDefault what an empty answer means, or null
 * @param encrypt a hash scheme that the answer is put through, or null
 * @param saltSize how many characters a salt has that is made up, or null
 */
public record Prompt(
    String name,
    @Nullable Object text,
    @Nullable Object byDefault,
    Echo echo,
    Again again,
    @Nullable String encrypt,
    @Nullable String salt,
    @Nullable Long saltSize,
    Source at) {

  /** Whether the answer is seen while it is typed. */
  public enum Echo {
    ON,
    OFF
  }

  /** Whether the answer is asked for twice. */
  public enum Again {
    YES,
    NO
  }
}
