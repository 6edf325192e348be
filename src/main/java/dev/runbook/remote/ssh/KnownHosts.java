package dev.runbook.remote.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The lines of known hosts files, as sshd(8) describes them. Reading is done once; lookups cost
/// one map access for plain names and one HMAC for each hashed line, whose answer is remembered.
final class KnownHosts {

  /// What a line says of a key.
  enum Marker {
    TRUSTED,
    AUTHORITY,
    REVOKED
  }

  /// One line.
  ///
  /// @param type such as `ssh-ed25519`
  /// @param blob the public key as it goes over the wire
  record Line(Path file, int number, Marker marker, HostPatterns hosts, String type, byte[] blob) {
    String place() {
      return file + ":" + number;
    }
  }

  private final Map<String, List<Line>> plain = new HashMap<>();
  private final List<Line> others = new ArrayList<>();
  private final Map<String, List<Line>> answers = new ConcurrentHashMap<>();

  /// Reads those of the files that exist and can be read.
  static KnownHosts read(List<Path> files) {
    var known = new KnownHosts();
    for (var file : files) {
      try {
        var lines = Files.readString(file, StandardCharsets.ISO_8859_1).split("\n", -1);
        for (var i = 0; i < lines.length; i++) {
          known.add(file, i + 1, lines[i]);
        }
      } catch (IOException e) {
        // As OpenSSH: a file that is not there knows nobody.
      }
    }
    return known;
  }

  private void add(Path file, int number, String text) {
    var words = text.strip().split("[ \\t]+");
    if (words[0].isEmpty() || words[0].startsWith("#")) {
      return;
    }
    var marker =
        switch (words[0]) {
          case "@cert-authority" -> Marker.AUTHORITY;
          case "@revoked" -> Marker.REVOKED;
          default -> Marker.TRUSTED;
        };
    var at = words[0].startsWith("@") ? 1 : 0;
    if (words[0].startsWith("@") && marker == Marker.TRUSTED || words.length < at + 3) {
      return;
    }
    byte[] blob;
    try {
      blob = Base64.getDecoder().decode(words[at + 2]);
    } catch (IllegalArgumentException e) {
      return;
    }
    var hosts = HostPatterns.of(words[at]);
    var line = new Line(file, number, marker, hosts, words[at + 1], blob);
    if (hosts.literal()) {
      for (var name : hosts.names()) {
        plain.computeIfAbsent(name, _ -> new ArrayList<>()).add(line);
      }
    } else {
      others.add(line);
    }
  }

  /// The lines that speak of a host.
  ///
  /// @param host name, or `[name]:port` for other ports than 22
  List<Line> of(String host) {
    return answers.computeIfAbsent(host, this::find);
  }

  private List<Line> find(String host) {
    var found = new ArrayList<>(plain.getOrDefault(host, List.of()));
    for (var line : others) {
      if (line.hosts().match(host)) {
        found.add(line);
      }
    }
    return List.copyOf(found);
  }

  /// The types of key that are known of a host, for the server to be asked for these first.
  Set<String> types(String host) {
    var types = new LinkedHashSet<String>();
    for (var line : of(host)) {
      if (line.marker() == Marker.TRUSTED) {
        types.add(line.type());
      }
    }
    return types;
  }

  boolean hasAuthority(String host) {
    return of(host).stream().anyMatch(line -> line.marker() == Marker.AUTHORITY);
  }

  /// What is known of a key that a host presents.
  sealed interface Verdict {}

  record Trusted() implements Verdict {}

  /// No line speaks of this host with a key of any type, or none of this type.
  record Unknown() implements Verdict {}

  /// Another key of the same host is known.
  record Changed(Line old) implements Verdict {}

  record Revoked(Line line) implements Verdict {}

  /// @param key the key itself; for a certificate also the key that signed it
  Verdict judge(String host, HostKey key) {
    var lines = of(host);
    for (var line : lines) {
      if (line.marker() == Marker.REVOKED
          && (Arrays.equals(line.blob(), key.blob())
              || Arrays.equals(line.blob(), key.authority()))) {
        return new Revoked(line);
      }
    }
    Line other = null;
    for (var line : lines) {
      var expected = line.marker() == Marker.AUTHORITY ? key.authority() : key.blob();
      if (line.marker() != Marker.REVOKED && Arrays.equals(line.blob(), expected)) {
        return new Trusted();
      }
      if (line.marker() == Marker.TRUSTED && (other == null || line.type().equals(key.type()))) {
        other = line;
      }
    }
    return other == null ? new Unknown() : new Changed(other);
  }
}
