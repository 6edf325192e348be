package dev.runbook.template.lookups;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The variables that Ansible adds while it renders a template file: `template_host` and others.
public final class TemplateVariables {
  private TemplateVariables() {}

  /// @param written the name as the task or lookup has it
  public static Map<String, @Nullable Object> of(Path path, String written) {
    var all = new LinkedHashMap<String, @Nullable Object>();
    all.put("template_host", host());
    all.put("template_path", written);
    all.put("template_fullpath", path.toAbsolutePath().toString());
    all.put("template_run_date", LocalDateTime.now(ZoneId.systemDefault()));
    all.put("ansible_managed", "Ansible managed");
    try {
      all.put("template_uid", String.valueOf(java.nio.file.Files.getOwner(path)));
      all.put(
          "template_mtime",
          LocalDateTime.ofInstant(
              java.nio.file.Files.getLastModifiedTime(path).toInstant(), ZoneId.systemDefault()));
    } catch (IOException e) {
      all.put("template_uid", "");
    }
    return all;
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
