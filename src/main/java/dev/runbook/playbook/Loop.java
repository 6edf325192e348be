package dev.runbook.playbook;

import dev.runbook.yaml.Source;
import org.jspecify.annotations.Nullable;

/**
 * What a task loops over.
 *
 * @param lookup the lookup's name for {@code with_NAME}, or null for {@code loop}
 * @param terms raw
 */
public record Loop(@Nullable String lookup, @Nullable Object terms, Source at) {}
