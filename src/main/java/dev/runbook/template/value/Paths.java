package dev.runbook.template.value;

import dev.runbook.regex.Glob;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// File names as Python's `os.path` takes them apart.
public final class Paths {
  private Paths() {}

  /// What to say of a text that no file can be named by: it holds NUL, or half a character.
  public static String invalid(InvalidPathException e) {
    return "no file can have the name " + Text.repr(e.getInput()) + ": " + e.getReason();
  }

  public static String base(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  public static String folder(String path) {
    var head = path.substring(0, path.lastIndexOf('/') + 1);
    var end = head.length();
    while (end > 0 && head.charAt(end - 1) == '/') {
      end--;
    }
    return end == 0 ? head : head.substring(0, end);
  }

  public static String join(List<String> parts) {
    var path = "";
    for (var part : parts) {
      if (part.startsWith("/")) {
        path = part;
      } else if (path.isEmpty() || path.endsWith("/")) {
        path += part;
      } else {
        path += "/" + part;
      }
    }
    return path;
  }

  public static String normal(String path) {
    if (path.isEmpty()) {
      return ".";
    }
    var slashes =
        path.startsWith("//") && !path.startsWith("///") ? "//" : path.startsWith("/") ? "/" : "";
    var parts = new ArrayDeque<String>();
    for (var part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      if (!part.equals("..")
          || (slashes.isEmpty() && parts.isEmpty())
          || "..".equals(parts.peekLast())) {
        parts.addLast(part);
      } else if (!parts.isEmpty()) {
        parts.removeLast();
      }
    }
    var joined = slashes + String.join("/", parts);
    return joined.isEmpty() ? "." : joined;
  }

  /// The way from one absolute folder to an absolute path.
  public static String relative(String path, String start) {
    var text = Path.of(start).relativize(Path.of(path)).toString();
    return text.isEmpty() ? "." : text;
  }

  public static Tuple splitExtension(String path) {
    var start = path.lastIndexOf('/') + 1;
    var dot = path.lastIndexOf('.');
    while (start < dot && path.charAt(start) == '.') {
      start++;
    }
    return dot > start || (dot >= start && dot > 0 && path.charAt(dot - 1) != '.' && start < dot)
        ? Tuple.of(path.substring(0, dot), path.substring(dot))
        : Tuple.of(path, "");
  }

  public static String expandUser(String path, Map<String, String> environment) {
    if (!path.startsWith("~")) {
      return path;
    }
    var end = path.indexOf('/');
    var user = path.substring(1, end < 0 ? path.length() : end);
    var rest = end < 0 ? "" : path.substring(end);
    if (user.isEmpty()) {
      var home = environment.get("HOME");
      home = home == null ? System.getProperty("user.home", "~") : home;
      var joined = home.replaceAll("/+$", "") + rest;
      return joined.isEmpty() ? "/" : joined;
    }
    try {
      for (var line : Files.readAllLines(Path.of("/etc/passwd"))) {
        var fields = line.split(":", -1);
        if (fields.length > 5 && fields[0].equals(user)) {
          return fields[5] + rest;
        }
      }
    } catch (IOException e) {
      return path;
    }
    return path;
  }

  public static String expandVariables(String text, Map<String, String> environment) {
    var out = new StringBuilder();
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c != '$') {
        out.append(c);
        continue;
      }
      var braces = i + 1 < text.length() && text.charAt(i + 1) == '{';
      var start = i + (braces ? 2 : 1);
      var end = start;
      while (end < text.length()
          && (braces
              ? text.charAt(end) != '}'
              : text.charAt(end) == '_'
                  || (Character.isLetterOrDigit(text.charAt(end)) && text.charAt(end) < 128))) {
        end++;
      }
      var value =
          end > start && (!braces || end < text.length())
              ? environment.get(text.substring(start, end))
              : null;
      if (value == null) {
        out.append(c);
      } else {
        out.append(value);
        i = braces ? end : end - 1;
      }
    }
    return out.toString();
  }

  /// What a shell pattern matches, in the order of the names; `**` matches folders of any depth.
  public static List<Path> glob(String pattern) {
    var found = new ArrayList<Path>();
    var parts = normal(pattern).split("/", -1);
    List<Path> at = List.of(Path.of(pattern.startsWith("/") ? "/" : ""));
    for (var i = 0; i < parts.length; i++) {
      if (parts[i].isEmpty()) {
        continue;
      }
      at = step(at, parts[i]);
    }
    found.addAll(at);
    return found;
  }

  private static List<Path> step(List<Path> folders, String part) {
    var next = new ArrayList<Path>();
    for (var folder : folders) {
      if (part.indexOf('*') < 0 && part.indexOf('?') < 0 && part.indexOf('[') < 0) {
        var path = folder.resolve(part);
        if (Files.exists(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
          next.add(path);
        }
        continue;
      }
      var name = Glob.of(part);
      try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
        var here = new ArrayList<Path>();
        for (var path : all) {
          var file = String.valueOf(path.getFileName());
          if (name.matches(file) && (part.startsWith(".") || !file.startsWith("."))) {
            here.add(path);
          }
        }
        here.sort(null);
        next.addAll(here);
      } catch (IOException | java.io.UncheckedIOException e) {
        // A folder that cannot be read matches nothing, as in Python's glob.
        next.addAll(List.of());
      }
    }
    return next;
  }
}
