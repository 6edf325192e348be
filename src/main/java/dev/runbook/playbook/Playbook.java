package dev.runbook.playbook;

import java.nio.file.Path;
import java.util.List;

/**
 * A playbook file with everything that can be known before a run: imports resolved, roles read.
 *
 * @param file as the user named it
 */
public record Playbook(String file, Path path, List<Play> plays) {}
