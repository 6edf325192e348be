package dev.runbook.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What is remembered of a machine between runs, in `machine.properties` of its folder. The file is
/// the last thing that a start writes, so a folder without it is what a failed or killed start
/// left.
///
/// @param folder holds the keys, the log and everything that the machine writes
/// @param id unique on this machine: of its network and control groups, or the container's
/// @param mark tells this machine's process from a later one with the same number; empty for
///   containers
record Machine(
    String name,
    Path folder,
    SandboxSpec.Kind kind,
    String image,
    String id,
    long pid,
    String mark,
    String address,
    int port,
    Map<Integer, Integer> published) {

  private static final String FILE = "machine.properties";

  Machine {
    published = Map.copyOf(published);
  }

  void remember() throws IOException {
    var lines = new Properties();
    lines.setProperty("kind", kind.name());
    lines.setProperty("image", image);
    lines.setProperty("id", id);
    lines.setProperty("pid", Long.toString(pid));
    lines.setProperty("mark", mark);
    lines.setProperty("address", address);
    lines.setProperty("port", Integer.toString(port));
    published.forEach((port, at) -> lines.setProperty("published." + port, Integer.toString(at)));
    var target = port == 22 ? address : "[" + address + "]:" + port;
    Files.writeString(
        folder.resolve("known_hosts"),
        target + " " + Files.readString(folder.resolve("hostkey.pub")));
    var part = folder.resolve(FILE + ".part");
    try (var out = Files.newBufferedWriter(part)) {
      lines.store(out, null);
    }
    Files.move(part, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
  }

  /// @return what the folder says, or null when nothing was ever up in it
  static @Nullable Machine recall(Path folder) throws IOException {
    var file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return null;
    }
    var lines = new Properties();
    try (var in = Files.newBufferedReader(file)) {
      lines.load(in);
    }
    var published = new HashMap<Integer, Integer>();
    for (var key : lines.stringPropertyNames()) {
      if (key.startsWith("published.")) {
        published.put(
            Integer.valueOf(key.substring("published.".length())),
            Integer.valueOf(lines.getProperty(key)));
      }
    }
    return new Machine(
        folder.getFileName().toString(),
        folder,
        SandboxSpec.Kind.valueOf(lines.getProperty("kind")),
        lines.getProperty("image"),
        lines.getProperty("id"),
        Long.parseLong(lines.getProperty("pid")),
        lines.getProperty("mark"),
        lines.getProperty("address"),
        Integer.parseInt(lines.getProperty("port")),
        published);
  }

  SandboxHost host(String user) {
    return new SandboxHost(
        name,
        address,
        port,
        user,
        folder.resolve("key"),
        folder.resolve("known_hosts"),
        new TreeMap<>(published));
  }
}
