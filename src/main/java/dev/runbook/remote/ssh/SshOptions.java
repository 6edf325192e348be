package dev.runbook.remote.ssh;

import dev.runbook.remote.Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All that is set for one host: by its address first, then by the arguments, the user's file and
/// the machine's. Names are ssh_config's in lower case.
final class SshOptions {
  /// What to do with a host that is not known.
  enum Strict {
    REFUSE,
    ASK,
    ACCEPT_NEW,
    ACCEPT_ANY
  }

  /// ssh's options that take a value, beside it or in the word after it.
  private static final String WITH_VALUE = "BDEFIJLOPQRSWbceilmopw";

  private final Map<String, List<String>> values = new HashMap<>();
  private final List<String> identities = new ArrayList<>();
  private final SshSettings settings;
  private final Address address;
  private final String localUser = System.getProperty("user.name");
  private @Nullable String stray;

  private SshOptions(Address address, SshSettings settings) {
    this.address = address;
    this.settings = settings;
  }

  static SshOptions of(Address address, SshSettings settings) {
    var options = new SshOptions(address, settings);
    options.address();
    options.arguments();
    var files = configFiles(address);
    var reader = new SshConfigFile(options, address.host(), settings.home(), options.localUser);
    if (files.isEmpty()) {
      reader.read(settings.home().resolve(".ssh/config"));
      reader.read(settings.systemConfig());
    } else {
      files.stream().filter(file -> !file.equals("none")).map(Path::of).forEach(reader::read);
    }
    return options;
  }

  private void address() {
    if (address.port() != null) {
      offer("port", List.of(address.port().toString()));
    }
    if (address.user() != null) {
      offer("user", List.of(address.user()));
    }
    if (!address.checkHostKey()) {
      offer("stricthostkeychecking", List.of("no"));
    }
  }

  /// The files that `-F` names in place of the user's and the machine's.
  static List<String> configFiles(Address address) {
    var words = address.arguments();
    var files = new ArrayList<String>();
    for (var i = 0; i < words.size(); i++) {
      var word = words.get(i);
      if (word.equals("-F") && i + 1 < words.size()) {
        files.add(words.get(i + 1));
      } else if (word.startsWith("-F") && word.length() > 2) {
        files.add(word.substring(2));
      }
    }
    return files;
  }

  private void arguments() {
    var words = address.arguments();
    for (var i = 0; i < words.size(); i++) {
      var word = words.get(i);
      if (!word.startsWith("-")) {
        stray = stray == null ? word : stray;
        continue;
      }
      var letter = 1;
      while (letter < word.length() && WITH_VALUE.indexOf(word.charAt(letter)) < 0) {
        letter++;
      }
      if (letter >= word.length()) {
        continue;
      }
      var value = word.substring(letter + 1);
      if (value.isEmpty()) {
        if (++i >= words.size()) {
          break;
        }
        value = words.get(i);
      }
      switch (word.charAt(letter)) {
        case 'o' -> {
          var option = SshConfigFile.words(value);
          if (option.size() > 1) {
            var name = option.getFirst().toLowerCase(Locale.ROOT);
            offer(
                name,
                name.equals("proxycommand")
                    ? List.of(SshConfigFile.rest(value))
                    : option.subList(1, option.size()));
          }
        }
        case 'J' -> offer("proxyjump", List.of(value));
        case 'i' -> offer("identityfile", List.of(value));
        case 'p' -> offer("port", List.of(value));
        case 'l' -> offer("user", List.of(value));
        default -> {}
      }
    }
  }

  /// The first of the arguments that is no option and no value of one, or null: ssh takes it for
  /// the host.
  @Nullable String stray() {
    return stray;
  }

  /// The first value of a name wins; identity files add up.
  void offer(String name, List<String> words) {
    if (name.equals("identityfile")) {
      identities.add(words.getFirst());
    } else if (name.equals("proxyjump") || name.equals("proxycommand")) {
      // Whichever of the two comes first.
      if (!values.containsKey("proxyjump") && !values.containsKey("proxycommand")) {
        values.put(name, List.copyOf(words));
      }
    } else {
      values.putIfAbsent(name, List.copyOf(words));
    }
  }

  String first(String name, String otherwise) {
    var found = values.get(name);
    return found == null ? otherwise : found.getFirst();
  }

  private boolean yes(String name) {
    return first(name, "no").equalsIgnoreCase("yes");
  }

  String host() {
    return first("hostname", address.host()).replace("%%", "%").replace("%h", address.host());
  }

  int port() {
    try {
      return Integer.parseInt(first("port", "22"));
    } catch (NumberFormatException e) {
      return 22;
    }
  }

  String user() {
    return first("user", localUser);
  }

  Duration timeout() {
    try {
      var seconds = Integer.parseInt(first("connecttimeout", "0"));
      return seconds > 0 ? Duration.ofSeconds(seconds) : address.timeout();
    } catch (NumberFormatException e) {
      return address.timeout();
    }
  }

  /// How often a connection is tried before the host counts as unreachable.
  int attempts() {
    try {
      return Math.max(1, Integer.parseInt(first("connectionattempts", "1")));
    } catch (NumberFormatException e) {
      return 1;
    }
  }

  /// The name that known hosts files know the host by.
  String knownAs() {
    var alias = first("hostkeyalias", "").toLowerCase(Locale.ROOT);
    if (!alias.isEmpty()) {
      return alias;
    }
    var host = host().toLowerCase(Locale.ROOT);
    return port() == 22 ? host : "[" + host + "]:" + port();
  }

  Strict strict() {
    return switch (first("stricthostkeychecking", "ask").toLowerCase(Locale.ROOT)) {
      case "no", "off" -> Strict.ACCEPT_ANY;
      case "accept-new" -> Strict.ACCEPT_NEW;
      case "yes" -> Strict.REFUSE;
      default -> Strict.ASK;
    };
  }

  /// Where new keys are written: the first of these.
  List<Path> userKnownHosts() {
    var named = values.getOrDefault("userknownhostsfile", List.of());
    return named.isEmpty()
        ? List.of(path("~/.ssh/known_hosts"), path("~/.ssh/known_hosts2"))
        : named.stream().filter(file -> !file.equals("none")).map(this::path).toList();
  }

  List<Path> knownHosts() {
    var all = new ArrayList<>(userKnownHosts());
    var global = values.get("globalknownhostsfile");
    if (global == null) {
      all.addAll(settings.systemKnownHosts());
    } else {
      global.stream().filter(file -> !file.equals("none")).map(this::path).forEach(all::add);
    }
    return all;
  }

  boolean hashesKnownHosts() {
    return yes("hashknownhosts");
  }

  /// The key file that was named for this very host, before all others; null for none.
  @Nullable Path ownIdentity() {
    return address.keyFile() == null ? null : path(address.keyFile());
  }

  /// The files of the arguments and configuration.
  List<Path> identities() {
    return identities.stream().filter(file -> !file.equals("none")).map(this::path).toList();
  }

  boolean identitiesOnly() {
    return yes("identitiesonly");
  }

  /// The agent's socket, or null for none.
  @Nullable Path agent() {
    var named = first("identityagent", "SSH_AUTH_SOCK");
    return switch (named) {
      case "none" -> null;
      case "SSH_AUTH_SOCK" -> settings.agent();
      default -> path(named);
    };
  }

  /// `user@host:port,...`, or empty.
  String proxyJump() {
    var jump = first("proxyjump", "none");
    return jump.equalsIgnoreCase("none") ? "" : jump;
  }

  /// A line for `sh`, or empty.
  String proxyCommand() {
    var line = first("proxycommand", "none");
    return line.equalsIgnoreCase("none") ? "" : tokens(line);
  }

  boolean allows(String method) {
    var preferred = first("preferredauthentications", "");
    return switch (method) {
          case "publickey" -> !first("pubkeyauthentication", "yes").equalsIgnoreCase("no");
          case "password" -> !first("passwordauthentication", "yes").equalsIgnoreCase("no");
          default ->
              !first(
                      "kbdinteractiveauthentication",
                      first("challengeresponseauthentication", "yes"))
                  .equalsIgnoreCase("no");
        }
        && (preferred.isEmpty() || List.of(preferred.split(",")).contains(method));
  }

  Path path(String text) {
    var expanded = tokens(text);
    return expanded.startsWith("~/")
        ? settings.home().resolve(expanded.substring(2))
        : Path.of(expanded);
  }

  /// `%h`, `%p`, `%r` and the other tokens of ssh_config(5) that need no connection.
  private String tokens(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    var result = new StringBuilder();
    var at = 0;
    for (var percent = text.indexOf('%');
        percent >= 0 && percent + 1 < text.length();
        percent = text.indexOf('%', at)) {
      result.append(text, at, percent).append(token(text.charAt(percent + 1)));
      at = percent + 2;
    }
    result.append(text, at, text.length());
    return result.toString();
  }

  private String token(char letter) {
    return switch (letter) {
      case '%' -> "%";
      case 'h' -> host();
      case 'n' -> address.host();
      case 'p' -> Integer.toString(port());
      case 'r' -> user();
      case 'u' -> localUser;
      case 'd' -> settings.home().toString();
      default -> "%" + letter;
    };
  }
}
