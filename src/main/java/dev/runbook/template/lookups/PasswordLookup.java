package dev.runbook.template.lookups;

import dev.runbook.template.filters.PythonRandom;
import dev.runbook.template.value.Passwords;
import dev.runbook.template.value.Paths;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Values;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// `password`: a random password that is kept in a file, in the format that Ansible's files have.
final class PasswordLookup implements Lookup {
  private static final Map<String, String> SETS =
      Map.of(
          "ascii_letters", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
          "ascii_lowercase", "abcdefghijklmnopqrstuvwxyz",
          "ascii_uppercase", "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
          "digits", "0123456789",
          "hexdigits", "0123456789abcdefABCDEF",
          "octdigits", "01234567",
          "punctuation", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
          "whitespace", " \t\n\r\u000b\f");

  /// One writer per file: many hosts ask for the same password at once.
  private final Map<Path, Object> locks = new ConcurrentHashMap<>();

  private record Stored(String password, @Nullable String salt, @Nullable String ident) {}

  @Override
  public List<@Nullable Object> run(Request r) {
    r.allow("length", "encrypt", "chars", "ident", "seed");
    var found = new ArrayList<@Nullable Object>();
    for (var term : r.texts()) {
      var inline = KeyValues.parse(term);
      var options = new java.util.HashMap<>(r.options());
      for (var entry : inline.values().entrySet()) {
        if (!List.of("length", "encrypt", "chars", "ident", "seed").contains(entry.getKey())) {
          throw Raised.lookup(
              "Unrecognized parameter(s) given to password lookup: " + entry.getKey());
        }
        options.put(entry.getKey(), entry.getValue());
      }
      found.add(one(new Request(r.name(), List.of(), options, r.context()), inline.rest()));
    }
    return found;
  }

  private String one(Request r, String name) {
    var path =
        r.context()
            .surroundings()
            .workingDirectory()
            .resolve(Paths.expandUser(name, r.context().surroundings().environment()))
            .normalize();
    var encrypt = Values.truth(r.option("encrypt")) ? r.text("encrypt", "") : null;
    Stored stored;
    synchronized (locks.computeIfAbsent(path, _ -> new Object())) {
      stored = stored(path, r, encrypt);
    }
    return encrypt == null
        ? stored.password()
        : Passwords.hash(stored.password(), encrypt, stored.salt(), null, null, stored.ident());
  }

  private Stored stored(Path path, Request r, @Nullable String encrypt) {
    var device = path.toString().equals("/dev/null");
    @Nullable Stored old = !device && java.nio.file.Files.exists(path) ? read(path) : null;
    var password = old == null ? random(r) : old.password();
    var salt = old == null ? null : old.salt();
    var ident = old == null ? null : old.ident();
    var changed = old == null;
    if (encrypt != null && salt == null) {
      salt =
          Passwords.random(
              encrypt.equals("bcrypt") || encrypt.equals("blowfish")
                  ? 22
                  : encrypt.startsWith("md5") ? 8 : 16);
      if (salt.length() == 22) {
        // The last letter of a bcrypt salt holds two bits only.
        salt = salt.substring(0, 21) + "O";
      }
      changed = true;
    }
    if (encrypt != null && ident == null && r.option("ident") != null) {
      ident = r.text("ident", "");
      changed = true;
    }
    var result = new Stored(password, salt, ident);
    if (changed && !device) {
      write(path, result);
    }
    return result;
  }

  private static String random(Request r) {
    var specs = new ArrayList<String>();
    switch (r.option("chars")) {
      case null -> specs.addAll(List.of("ascii_letters", "digits", ".,:-_"));
      case List<?> list -> list.forEach(one -> specs.add(Text.str(one)));
      case Object one -> {
        var text = Text.str(one);
        if (text.contains(",,")) {
          specs.add(",");
        }
        for (var part : text.replace(",,", ",").split(",", -1)) {
          if (!part.isEmpty()) {
            specs.add(part);
          }
        }
      }
    }
    var chars = new StringBuilder();
    specs.forEach(spec -> chars.append(SETS.getOrDefault(spec, spec)));
    var usable = chars.toString().replace("\"", "").replace("'", "");
    if (usable.isEmpty()) {
      throw Raised.lookup("Given characters set must not be empty");
    }
    int length;
    try {
      length = Integer.parseInt(r.text("length", "20"));
    } catch (NumberFormatException e) {
      throw Raised.lookup("length has to be a number");
    }
    var random = PythonRandom.of(r.option("seed"));
    var password = new StringBuilder();
    for (var i = 0; i < Math.min(length, 100_000); i++) {
      password.append(usable.charAt(random.below(usable.length())));
    }
    return password.toString();
  }

  private static Stored read(Path path) {
    var content = Files.text(path, "UTF-8").stripTrailing();
    var mark = content.lastIndexOf(" salt=");
    if (mark < 0) {
      return new Stored(content, null, null);
    }
    var rest = content.substring(mark + 6);
    var ident = rest.lastIndexOf(" ident=");
    return ident < 0
        ? new Stored(content.substring(0, mark), rest, null)
        : new Stored(
            content.substring(0, mark), rest.substring(0, ident), rest.substring(ident + 7));
  }

  private static void write(Path path, Stored stored) {
    var text =
        stored.password()
            + (stored.salt() == null ? "" : " salt=" + stored.salt())
            + (stored.ident() == null ? "" : " ident=" + stored.ident())
            + "\n";
    try {
      var folder = path.toAbsolutePath().getParent();
      if (folder != null && !java.nio.file.Files.isDirectory(folder)) {
        java.nio.file.Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      // The mode is there before the password is.
      if (!java.nio.file.Files.exists(path)) {
        java.nio.file.Files.createFile(
            path,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      } else {
        java.nio.file.Files.setPosixFilePermissions(
            path, PosixFilePermissions.fromString("rw-------"));
      }
      java.nio.file.Files.writeString(path, text);
    } catch (IOException e) {
      throw Raised.lookup("could not write the password file " + path + ": " + e.getMessage());
    }
  }
}
