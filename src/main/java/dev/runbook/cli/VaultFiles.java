package dev.runbook.cli;

import dev.runbook.remote.local.Processes;
import dev.runbook.vault.VaultSecrets;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Encrypts, decrypts and edits files. Results appear at once or not at all, readable for their
/// owner only, as with `ansible-vault`. What was there before is not overwritten bit by bit: on
/// today's file systems and disks that destroys nothing.
final class VaultFiles {
  private static final String STANDARD = "-";

  private final Path workingDirectory;
  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;
  private final List<String> editor;

  /// @param editor a program and its first arguments; the file to edit comes behind them
  VaultFiles(
      Path workingDirectory,
      InputStream in,
      PrintStream out,
      PrintStream err,
      List<String> editor) {
    this.editor = editor;
    this.workingDirectory = workingDirectory;
    this.in = in;
    this.out = out;
    this.err = err;
  }

  void encrypt(String name, @Nullable String output, VaultSecrets secrets, String id)
      throws IOException {
    var plain = read(name);
    if (VaultSecrets.isEncrypted(latin(plain))) {
      throw new ParseError(new Source(name, 0, 0), "input is already encrypted");
    }
    write(target(name, output), secrets.encrypt(plain, id).getBytes(StandardCharsets.US_ASCII));
  }

  void decrypt(String name, @Nullable String output, VaultSecrets secrets) throws IOException {
    write(target(name, output), open(name, secrets).plain());
  }

  void view(String name, VaultSecrets secrets) throws IOException {
    write(STANDARD, open(name, secrets).plain());
  }

  void rekey(String name, VaultSecrets old, VaultSecrets secrets, String id) throws IOException {
    write(name, secrets.encrypt(open(name, old).plain(), id).getBytes(StandardCharsets.US_ASCII));
  }

  void create(String name, VaultSecrets secrets, String id) throws IOException {
    var file = workingDirectory.resolve(name);
    if (Files.exists(file)) {
      throw new ParseError(new Source(name, 0, 0), name + " exists, please use 'edit' instead");
    }
    var folder = file.getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      err.println("[WARNING]: " + folder + " does not exist, creating...");
      Files.createDirectories(folder);
    }
    var written = edited(new byte[0]);
    write(name, secrets.encrypt(written, id).getBytes(StandardCharsets.US_ASCII));
  }

  void edit(String name, VaultSecrets secrets) throws IOException {
    var opened = open(name, secrets);
    var written = edited(opened.plain());
    if (!Arrays.equals(written, opened.plain())) {
      write(name, opened.again(written).getBytes(StandardCharsets.US_ASCII));
    }
  }

  private byte[] edited(byte[] plain) throws IOException {
    var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    var folder = Files.createTempDirectory("runbook-vault", owner);
    var file = folder.resolve("text");
    try {
      Files.write(file, plain);
      var words = new ArrayList<>(editor);
      words.add(file.toString());
      var status = Processes.attached(words);
      if (status != 0) {
        throw new IOException(
            "The editor " + words.getFirst() + " failed with status " + status + ", nothing saved");
      }
      return Files.readAllBytes(file);
    } finally {
      // Editors leave backups beside the file.
      try (var left = Files.list(folder)) {
        for (var path : left.toList()) {
          Files.delete(path);
        }
      }
      Files.delete(folder);
    }
  }

  private VaultSecrets.Opened open(String name, VaultSecrets secrets) throws IOException {
    var text = latin(read(name));
    var at = new Source(name, 0, 0);
    if (!VaultSecrets.isEncrypted(text)) {
      throw new ParseError(
          at, "input is not vault encrypted data. " + name + " is not a vault encrypted file");
    }
    return secrets.open(text, at);
  }

  private byte[] read(String name) throws IOException {
    if (name.equals(STANDARD)) {
      return in.readAllBytes();
    }
    var file = workingDirectory.resolve(name);
    if (!Files.exists(file)) {
      throw new ParseError(
          new Source(name, 0, 0), "Unable to read source file (" + name + "): it does not exist");
    }
    return Files.readAllBytes(file);
  }

  private static String target(String name, @Nullable String output) {
    return output == null ? name : output;
  }

  /// Writes to a file, which only its owner may read then, or to standard output.
  void write(String name, byte[] bytes) throws IOException {
    if (name.equals(STANDARD)) {
      out.write(bytes);
      out.flush();
      return;
    }
    var file = workingDirectory.resolve(name);
    // A link stays a link: what it points to is replaced.
    var target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    var folder = Objects.requireNonNull(target.getParent());
    var fresh = Files.createTempFile(folder, ".runbook", null);
    try {
      Files.write(fresh, bytes);
      Files.move(
          fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
