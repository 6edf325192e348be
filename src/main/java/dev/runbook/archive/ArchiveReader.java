package dev.runbook.archive;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/// Reads tar (plain, gzip, bzip2, xz) and zip archives. Entries that would be written outside the
/// folder they are unpacked in, or through a link of the archive, are an error.
public final class ArchiveReader {
  private ArchiveReader() {}

  /// What a file is, by its first bytes.
  public enum Format {
    TAR,
    GZIP,
    BZIP2,
    XZ,
    ZSTD,
    ZIP
  }

  public enum Kind {
    FILE,
    FOLDER,
    LINK,
    HARD
  }

  /// @param name without a leading `./` or `/`, and without a slash at the end
  /// @param mode permission bits
  /// @param modified seconds since 1970
  /// @param target of a link
  public record Entry(
      String name,
      Kind kind,
      int mode,
      long uid,
      long gid,
      String user,
      String group,
      long size,
      long modified,
      String target) {}

  /// Takes the entries one by one.
  public interface Visitor {
    /// @param content to be read before the next entry comes
    void entry(Entry entry, InputStream content) throws IOException;
  }

  public static Format format(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      var head = HexFormat.of().formatHex(in.readNBytes(4));
      return head.startsWith("1f8b")
          ? Format.GZIP
          : head.startsWith("425a68")
              ? Format.BZIP2
              : head.equals("fd377a58")
                  ? Format.XZ
                  : head.equals("28b52ffd")
                      ? Format.ZSTD
                      : head.startsWith("504b03") || head.startsWith("504b05")
                          ? Format.ZIP
                          : Format.TAR;
    }
  }

  /// Reads a whole archive.
  ///
  /// @throws IOException when it is damaged, of another kind, or not safe to unpack
  public static void read(Path file, Visitor visitor) throws IOException {
    var guard = new Guard();
    var format = format(file);
    if (format == Format.ZIP) {
      zip(file, guard, visitor);
      return;
    }
    try (var raw = new BufferedInputStream(Files.newInputStream(file));
        var in =
            switch (format) {
              case GZIP ->
                  GzipCompressorInputStream.builder()
                      .setInputStream(raw)
                      .setDecompressConcatenated(true)
                      .get();
              case BZIP2 -> new BZip2CompressorInputStream(raw, true);
              case XZ ->
                  XZCompressorInputStream.builder()
                      .setInputStream(raw)
                      .setDecompressConcatenated(true)
                      .get();
              default -> raw;
            };
        var tar = new TarArchiveInputStream(in, StandardCharsets.UTF_8.name())) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        var safe = guard.check(entry(entry));
        if (safe != null) {
          visitor.entry(safe, tar);
        }
      }
    }
  }

  private static Entry entry(TarArchiveEntry entry) throws IOException {
    var kind =
        entry.isDirectory()
            ? Kind.FOLDER
            : entry.isSymbolicLink() ? Kind.LINK : entry.isLink() ? Kind.HARD : Kind.FILE;
    if (entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO()) {
      throw new IOException("the archive holds a device: " + entry.getName());
    }
    return new Entry(
        entry.getName(),
        kind,
        entry.getMode() & 07777,
        entry.getLongUserId(),
        entry.getLongGroupId(),
        entry.getUserName(),
        entry.getGroupName(),
        entry.getSize(),
        entry.getLastModifiedTime().toMillis() / 1000,
        entry.getLinkName());
  }

  private static void zip(Path file, Guard guard, Visitor visitor) throws IOException {
    try (var zip = ZipFile.builder().setPath(file).get()) {
      for (var entry : java.util.Collections.list(zip.getEntriesInPhysicalOrder())) {
        var content = zip.getInputStream(entry);
        var link = entry.isUnixSymlink();
        var target = link ? new String(content.readAllBytes(), StandardCharsets.UTF_8) : "";
        var bits = entry.getUnixMode() & 07777;
        var safe =
            guard.check(
                new Entry(
                    entry.getName(),
                    link ? Kind.LINK : entry.isDirectory() ? Kind.FOLDER : Kind.FILE,
                    bits != 0 ? bits : entry.isDirectory() ? 0755 : 0644,
                    -1,
                    -1,
                    "",
                    "",
                    link ? 0 : entry.getSize(),
                    entry.getTime() / 1000,
                    target));
        if (safe != null) {
          visitor.entry(safe, link ? new ByteArrayInputStream(new byte[0]) : content);
        }
      }
    }
  }

  /// Remembers the links of an archive, so that nothing goes through one.
  private static final class Guard {
    private final Set<String> links = new HashSet<>();

    /// The entry with a clean name; null for the folder itself.
    private @org.jspecify.annotations.Nullable Entry check(Entry entry) throws IOException {
      var name = clean(entry.name());
      if (name.isEmpty()) {
        return null;
      }
      for (var slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
        if (links.contains(name.substring(0, slash))) {
          throw new IOException("the archive writes through a link of its own: " + entry.name());
        }
      }
      if (entry.kind() == Kind.LINK) {
        links.add(name);
      } else {
        links.remove(name);
      }
      return new Entry(
          name,
          entry.kind(),
          entry.mode(),
          entry.uid(),
          entry.gid(),
          entry.user(),
          entry.group(),
          entry.size(),
          entry.modified(),
          entry.kind() == Kind.HARD ? clean(entry.target()) : entry.target());
    }

    private static String clean(String name) throws IOException {
      List<String> parts = new ArrayList<>();
      for (var part : name.split("/", -1)) {
        if (part.equals("..")) {
          throw new IOException("the archive has a path that leads out of it: " + name);
        }
        if (!part.isEmpty() && !part.equals(".")) {
          parts.add(part);
        }
      }
      return String.join("/", parts);
    }
  }
}
