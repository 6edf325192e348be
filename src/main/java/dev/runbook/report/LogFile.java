package dev.runbook.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The file of {@code log_path}: everything that is shown, with time, process and user. */
public final class LogFile {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,SSS", Locale.ROOT);

  /** What Ansible's logger is called, in lines and in {@code log_filter}. */
  public static final String LOGGER = "ansible";

  private final Path file;
  private boolean broken;

  /** Created where it is missing. */
  public LogFile(Path file) {
    this.file = file;
  }

  /** Whether lines can be written; Ansible goes on without a log when not. */
  public boolean isWritable() {
    return Files.exists(file)
        ? Files.isRegularFile(file) && Files.isWritable(file)
        : file.getParent() == null || Files.isWritable(file.getParent());
  }

  void add(String text, Level level) {
    var line =
        "%s p=%d u=%s n=%s %s| %s%n"
            .formatted(
                LocalDateTime.now(java.time.ZoneId.systemDefault()).format(TIME),
                ProcessHandle.current().pid(),
                System.getProperty("user.name"),
                LOGGER,
                level,
                text.replaceFirst("^\n+", ""));
    try {
      if (!broken) {
        Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
    } catch (IOException e) {
      broken = true;
    }
  }

  enum Level {
    INFO,
    WARNING,
    ERROR
  }
}
