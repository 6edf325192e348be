package dev.runbook.modules;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A line of an `authorized_keys` file that holds a key: `[options] type blob [comment]`.
record SshKey(String blob, String type, List<String> options, String comment) {
  private static final Pattern TYPE =
      Pattern.compile(
          "(?:(?:webauthn-)?sk-)?(?:ssh-(?:rsa|dss|ed25519|xmss)|ecdsa-sha2-nistp\\d+|rsa-sha2-\\d+)"
              + "(?:-cert-v01)?(?:@openssh\\.com)?");

  /// What stands between commas outside quotes.
  private static final Pattern OPTION = Pattern.compile("(?:[^,\"']|\"[^\"]*\"|'[^']*')+");

  /// Null when the line holds no key.
  static @Nullable SshKey of(String line) {
    var words = List.of(line.replace("\\#", "#").strip().split("\\s+"));
    if (words.getFirst().startsWith("#")) {
      return null;
    }
    for (var i = 0; i + 1 < words.size(); i++) {
      if (TYPE.matcher(words.get(i)).matches()) {
        return new SshKey(
            words.get(i + 1),
            words.get(i),
            options(String.join(" ", words.subList(0, i))),
            String.join(" ", words.subList(i + 2, words.size())));
      }
    }
    return null;
  }

  static List<String> options(String text) {
    var options = new ArrayList<String>();
    var option = OPTION.matcher(text);
    while (option.find()) {
      options.add(option.group().strip());
    }
    return options;
  }

  SshKey withOptions(String text) {
    return new SshKey(blob, type, options(text), comment);
  }

  SshKey withComment(String text) {
    return new SshKey(blob, type, options, text);
  }

  /// Whether nothing differs but the order of the options.
  boolean means(SshKey other) {
    return blob.equals(other.blob)
        && type.equals(other.type)
        && comment.equals(other.comment)
        && options.size() == other.options.size()
        && Set.copyOf(options).equals(Set.copyOf(other.options));
  }

  String line() {
    var prefix = options.isEmpty() ? "" : String.join(",", options) + " ";
    return prefix + type + " " + blob + " " + comment;
  }
}
