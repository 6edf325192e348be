package dev.runbook.remote.shell;

import dev.runbook.remote.Become;
import dev.runbook.remote.BecomeFailed;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How one become method starts a program as the other user, asks for the password and refuses. The
/// flags and texts are those of Ansible's become plugins.
///
/// @param name the method's name, for messages
/// @param command one line of `sh`
/// @param prompt the words that ask for the password, or null when it cannot ask
record Escalation(String name, String command, @Nullable Pattern prompt) {
  /// A last line that ends with a colon, in any language; but not the beginning of an error.
  private static final Pattern ANY_PROMPT =
      Pattern.compile("(?:\\A|\\n)(?!(?:su|doas|ksu|pbrun): ?\\z)[^\\n]+[:：][ \\t]*\\z");

  private static final Pattern REFUSED =
      Pattern.compile(
          "(?i)sorry, try again|authentication failure|authentication failed|incorrect password"
              + "|permission denied|authentication token manipulation|maximum \\d+ incorrect"
              + "|incorrect authentication attempt");
  private static final Pattern NEEDED =
      Pattern.compile(
          "(?i)a password is required|authorization required|authentication required"
              + "|a terminal is required to read the password|no askpass program");
  private static final Pattern SHORT_NONINTERACTIVE = Pattern.compile("^(-\\w*)n(\\w*.*)");

  /// @param script what the other user's `sh -c` runs
  /// @param nonce makes the password prompt unmistakable
  static Escalation of(Become become, String script, String nonce) throws BecomeFailed {
    var shell = "sh -c " + Quote.word(script);
    var user = Quote.word(become.user());
    var asks = become.password() != null;
    var method = become.method();
    return switch (method) {
      case "sudo", "dzdo" -> {
        var flags = flags(become, "-H -S -n");
        var prompt = asks ? "[" + method + " via runbook, key=" + nonce + "] password:" : null;
        var ask = prompt == null ? "" : "-S -p " + Quote.word(prompt);
        var words = prompt == null ? null : Pattern.compile(Pattern.quote(prompt));
        yield line(
            become, words, asks ? withoutNonInteractive(flags) : flags, ask, "-u " + user, shell);
      }
      case "su" ->
          line(become, ANY_PROMPT, flags(become, ""), user, "-c", Quote.word("exec " + shell));
      case "doas" ->
          line(become, ANY_PROMPT, flags(become, ""), asks ? "" : "-n", "-u " + user, shell);
      case "pbrun" -> line(become, ANY_PROMPT, flags(become, ""), "-u " + user, shell);
      case "ksu" ->
          line(
              become,
              ANY_PROMPT,
              user,
              flags(become, ""),
              "-q -e",
              "/bin/sh -c " + Quote.word(script));
      case "pfexec" -> line(become, null, flags(become, "-H -S -n"), shell);
      default ->
          throw new BecomeFailed(
              "become method '"
                  + method
                  + "' is not known here: use sudo, su, doas, dzdo, ksu, pbrun or pfexec");
    };
  }

  private static Escalation line(Become become, @Nullable Pattern prompt, String... words) {
    var exe = become.exe() == null || become.exe().isBlank() ? become.method() : become.exe();
    var command =
        Stream.concat(Stream.of("exec", exe), Stream.of(words))
            .filter(word -> !word.isEmpty())
            .collect(Collectors.joining(" "));
    return new Escalation(become.method(), command + "\n", prompt);
  }

  private static String flags(Become become, String usual) {
    return become.flags() == null ? usual : become.flags();
  }

  /// Ansible drops `-n` from sudo's flags when there is a password to give.
  private static String withoutNonInteractive(String flags) {
    return List.of(flags.strip().split("\\s+")).stream()
        .filter(flag -> !flag.equals("-n") && !flag.equals("--non-interactive"))
        .map(flag ->
            flag.startsWith("--") ? flag : SHORT_NONINTERACTIVE.matcher(flag).replaceFirst("$1$2"))
        .collect(Collectors.joining(" "));
  }

  /// True when the password is asked for in what the method has said.
  boolean prompts(String said) {
    return prompt != null && prompt.matcher(said).find();
  }

  private static boolean refused(String said) {
    return REFUSED.matcher(said).find();
  }

  String incorrect() {
    return "Incorrect " + name + " password";
  }

  String missing() {
    return "Missing " + name + " password";
  }

  /// What it means that the method ended without starting anything.
  String explain(String said, PasswordState password) {
    var words = prompt == null ? said : prompt.matcher(said).replaceAll("");
    if (password == PasswordState.SENT && refused(words)) {
      return incorrect();
    }
    if (password == PasswordState.NONE && NEEDED.matcher(words).find()) {
      return missing();
    }
    return words.isBlank()
        ? name + " ended without starting a shell and gave no reason"
        : name + " failed: " + words.strip();
  }

  /// What has become of the password.
  enum PasswordState {
    NONE,
    UNUSED,
    SENT
  }
}
