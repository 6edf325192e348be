package dev.runbook.modules;

import dev.runbook.module.Controller;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Replacement;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Content on the controller that shall come to a host.
///
/// @param name what it is called inside a folder, or null for content without a name
/// @param shown what a diff's header calls it, or null
/// @param bytes the content when it is at hand, else null
record FileSource(
    @Nullable String name,
    @Nullable String shown,
    long size,
    String sha1,
    String md5,
    byte @Nullable [] bytes,
    Replacement.Content content) {

  /// Larger files are read when they are sent, and never kept.
  private static final int KEPT = 1 << 20;

  private static final byte[] VAULT = "$ANSIBLE_VAULT;".getBytes(StandardCharsets.US_ASCII);

  static FileSource of(byte[] bytes, @Nullable String name, @Nullable String shown) {
    return new FileSource(
        name,
        shown,
        bytes.length,
        HexFormat.of().formatHex(digest("SHA-1").digest(bytes)),
        HexFormat.of().formatHex(digest("MD5").digest(bytes)),
        bytes,
        () -> new ByteArrayInputStream(bytes));
  }

  /// A file; one in a vault is opened.
  static FileSource of(Path file, String name, Controller controller) throws ModuleFailure {
    try {
      var size = Files.size(file);
      if (size <= KEPT || isVault(file)) {
        return of(controller.read(file), name, file.toString());
      }
      return of(file, name, size);
    } catch (IOException e) {
      throw new ModuleFailure("cannot read " + file + ": " + e.getMessage());
    }
  }

  /// A file as it is, in a vault or not.
  static FileSource raw(Path file, String name) throws ModuleFailure {
    try {
      var size = Files.size(file);
      return size <= KEPT
          ? of(Files.readAllBytes(file), name, file.toString())
          : of(file, name, size);
    } catch (IOException e) {
      throw new ModuleFailure("cannot read " + file + ": " + e.getMessage());
    }
  }

  private static FileSource of(Path file, String name, long size) throws IOException {
    var sha1 = digest("SHA-1");
    var md5 = digest("MD5");
    try (var in =
        new DigestInputStream(new DigestInputStream(Files.newInputStream(file), sha1), md5)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return new FileSource(
        name,
        file.toString(),
        size,
        HexFormat.of().formatHex(sha1.digest()),
        HexFormat.of().formatHex(md5.digest()),
        null,
        () -> Files.newInputStream(file));
  }

  private static boolean isVault(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(VAULT.length), VAULT);
    }
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
