package dev.runbook.engine;

import java.util.List;

/**
 * What a play is for, before it runs.
 *
 * @param name its own, or its patterns joined by commas
 * @param patterns of its hosts
 * @param hosts the names of those that match, within the limit of the run
 */
public record PlayHeading(String name, List<String> patterns, List<String> hosts) {}
