package dev.runbook.playbook;

import dev.runbook.yaml.Source;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One play.
 *
 * @param name raw, or null
 * @param hosts raw patterns
 * @param roles each a block that enters the role
 * @param file the playbook's file, absolute
 */
public record Play(
    @Nullable Object name,
    List<@Nullable Object> hosts,
    Keywords keywords,
    List<@Nullable Object> varsFiles,
    List<Prompt> prompts,
    List<Step> preTasks,
    List<Block> roles,
    List<Step> tasks,
    List<Step> postTasks,
    List<Step> handlers,
    Path file,
    Source at) {

  /** A play for a host that does nothing. */
  public static Play of(String host, Path file) {
    return new Play(
        null,
        List.of(host),
        Keywords.NONE,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        file,
        Source.NONE);
  }
}
