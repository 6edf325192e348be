package dev.runbook.modules.docker;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `linux/arm64/v8`: system, architecture, variant.
final class Platform {
  private Platform() {}

  /// With the names that Docker uses, and without a variant that goes without saying.
  static String plain(String platform) {
    var parts = platform.toLowerCase(java.util.Locale.ROOT).split("/");
    var system = parts.length == 1 && !known(parts[0]) ? "linux" : parts[0];
    var architecture = parts.length == 1 ? known(parts[0]) ? "amd64" : parts[0] : parts[1];
    architecture =
        switch (architecture) {
          case "x86_64", "x86-64" -> "amd64";
          case "aarch64" -> "arm64";
          case "i386", "i486", "i586", "i686" -> "386";
          case "armhf" -> "arm";
          default -> architecture;
        };
    var variant = parts.length > 2 ? parts[2] : "";
    var usual =
        architecture.equals("arm64") && variant.equals("v8")
            || architecture.equals("arm") && variant.equals("v7");
    return system + "/" + architecture + (variant.isEmpty() || usual ? "" : "/" + variant);
  }

  private static boolean known(String system) {
    return system.equals("linux") || system.equals("windows") || system.equals("freebsd");
  }

  /// What an image was made for.
  static @Nullable String of(@Nullable Map<String, @Nullable Object> image) {
    if (image == null || image.get("Os") == null) {
      return null;
    }
    var variant = image.get("Variant");
    return plain(
        image.get("Os")
            + "/"
            + image.get("Architecture")
            + (variant == null || variant.equals("") ? "" : "/" + variant));
  }
}
