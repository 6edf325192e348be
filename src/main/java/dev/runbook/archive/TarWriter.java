package dev.runbook.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/// Writes a tar stream that GNU tar and busybox both read: long names as GNU writes them, large
/// files too.
public final class TarWriter implements AutoCloseable {
  private final TarArchiveOutputStream out;

  public TarWriter(OutputStream sink) {
    out = new TarArchiveOutputStream(sink, StandardCharsets.UTF_8.name());
    out.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
    out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
  }

  /// Who owns an entry and what may be done with it.
  ///
  /// @param mode permission bits
  /// @param modified seconds since 1970
  /// @param user name of the owner, empty to go by the number
  /// @param group name of the group, empty to go by the number
  public record Attributes(int mode, long uid, long gid, String user, String group, long modified) {

    public Attributes(int mode, long uid, long gid, long modified) {
      this(mode, uid, gid, "", "", modified);
    }
  }

  public void folder(String name, Attributes attributes) throws IOException {
    var entry =
        entry(new TarArchiveEntry(name.endsWith("/") ? name : name + "/", true), attributes);
    out.putArchiveEntry(entry);
    out.closeArchiveEntry();
  }

  /// Adds a file; exactly `size` bytes are read.
  public void file(String name, long size, InputStream content, Attributes attributes)
      throws IOException {
    var entry = entry(new TarArchiveEntry(name, true), attributes);
    entry.setSize(size);
    out.putArchiveEntry(entry);
    content.transferTo(out);
    out.closeArchiveEntry();
  }

  public void link(String name, String target, Attributes attributes) throws IOException {
    var entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK, true);
    entry.setLinkName(target);
    out.putArchiveEntry(entry(entry, attributes));
    out.closeArchiveEntry();
  }

  /// Another name for a file that came before.
  public void hardLink(String name, String target, Attributes attributes) throws IOException {
    var entry = new TarArchiveEntry(name, TarConstants.LF_LINK, true);
    entry.setLinkName(target);
    out.putArchiveEntry(entry(entry, attributes));
    out.closeArchiveEntry();
  }

  private static TarArchiveEntry entry(TarArchiveEntry entry, Attributes attributes) {
    entry.setMode(attributes.mode());
    entry.setUserId(attributes.uid());
    entry.setGroupId(attributes.gid());
    entry.setUserName(attributes.user());
    entry.setGroupName(attributes.group());
    entry.setModTime(attributes.modified() * 1000);
    return entry;
  }

  /// Writes the end of the stream, which stays open.
  public void finish() throws IOException {
    out.finish();
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
