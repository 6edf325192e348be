package dev.runbook.template.tests;

import dev.runbook.template.value.Args;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Text;
import dev.runbook.vault.VaultSecrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Tests on files of the controlling machine.
final class FileTests {
  private FileTests() {}

  static void addTo(Table table) {
    table
        .add("directory is_dir", "", (x, a) -> Files.isDirectory(path(x, a)))
        .add("file is_file", "", (x, a) -> Files.isRegularFile(path(x, a)))
        .add("link is_link", "", (x, a) -> Files.isSymbolicLink(path(x, a)))
        .add("exists", "", (x, a) -> Files.exists(path(x, a)))
        .add("link_exists", "", (x, a) -> Files.exists(path(x, a), LinkOption.NOFOLLOW_LINKS))
        .add("abs is_abs", "", (x, _) -> Text.str(x).startsWith("/"))
        .add("mount is_mount", "", (x, a) -> isMount(path(x, a)))
        .add("same_file is_same_file", "other", FileTests::same)
        .add("vaulted_file", "", FileTests::isVaulted);
  }

  private static Object isVaulted(@Nullable Object value, Args a) {
    try (var in = Files.newInputStream(path(value, a))) {
      return VaultSecrets.isEncrypted(new String(in.readNBytes(100), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw Raised.filter(
          "Cannot test if the file " + Text.repr(value) + " is a vault: " + e.getMessage());
    }
  }

  private static Path path(@Nullable Object value, Args a) {
    return a.context().surroundings().workingDirectory().resolve(Text.str(value));
  }

  private static boolean isMount(Path path) {
    var parent = path.toAbsolutePath().normalize().getParent();
    if (parent == null) {
      return true;
    }
    try {
      return !Files.isSymbolicLink(path)
          && !Files.getAttribute(path, "unix:dev").equals(Files.getAttribute(parent, "unix:dev"));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }

  private static Object same(@Nullable Object value, Args a) {
    try {
      return Files.isSameFile(
          path(value, a), a.context().surroundings().workingDirectory().resolve(a.string(0)));
    } catch (IOException e) {
      return false;
    }
  }
}
