package dev.runbook.modules;

import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Quote;
import dev.runbook.module.Target;
import dev.runbook.regex.Glob;
import dev.runbook.remote.Unreachable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a host's package manager knows of some packages, asked in one round trip: dpkg for what is
/// installed and, only where that does not settle the matter, apt for what could be.
///
/// @param cacheTime when the package lists were last fetched, seconds since 1970
/// @param cacheUpdated whether asking has fetched new ones
/// @param names of `name`, patterns replaced by the packages that match
/// @param automatic those that are marked as installed for another's sake
record AptState(
    long cacheTime,
    boolean cacheUpdated,
    Map<String, List<String>> names,
    Map<String, Installed> installed,
    Map<String, Available> available,
    Set<String> automatic) {

  /// @param status dpkg's word, `installed`, `config-files` ...
  record Installed(String status, String version) {
    boolean is() {
      return status.equals("installed");
    }
  }

  /// @param candidate what apt would install, or null
  /// @param versions all that there are, best first
  /// @param providers of a virtual package
  record Available(@Nullable String candidate, List<String> versions, List<String> providers) {}

  /// How the lists are refreshed before the question.
  ///
  /// @param maxAge in seconds; older lists are fetched anew
  /// @param maxDelay the longest pause between two tries, in seconds
  record Refresh(long maxAge, int retries, int maxDelay) {}

  /// @param refresh null to take the lists as they are
  /// @param release as `-t` of apt, or null
  /// @param depth who is asked
  static AptState ask(
      Target target,
      List<AptWanted> wanted,
      @Nullable Refresh refresh,
      @Nullable String release,
      Depth depth)
      throws ModuleFailure, Unreachable {
    var reply = target.ask(script(wanted, refresh, release, depth, target.checking()));
    switch (reply.rc()) {
      case 0 -> {}
      case 90 -> throw Said.failure("apt-get is not installed on the host", reply);
      case 91 -> throw Said.failure("Failed to update apt cache: " + reply.stderr().strip(), reply);
      default -> throw Said.failure(reply.stderr().strip(), reply);
    }
    return parse(reply.stdout());
  }

  enum Depth {
    /// dpkg alone.
    INSTALLED,
    /// apt as well when dpkg does not have them all.
    AS_NEEDED,
    /// Both.
    FULL
  }

  private static String script(
      List<AptWanted> wanted,
      @Nullable Refresh refresh,
      @Nullable String release,
      Depth depth,
      boolean checking) {
    var script =
        new StringBuilder(
            """
            export LC_ALL=C DEBIAN_FRONTEND=noninteractive
            command -v apt-get >/dev/null || exit 90
            rb_stamp() {
              # a folder without any list was never filled, however new it is
              rb_t=0
              for rb_l in /var/lib/apt/lists/*_Packages*; do
                [ -e "$rb_l" ] || break
                rb_t=$(stat -c %Y /var/lib/apt/periodic/update-success-stamp 2>/dev/null \
                  || stat -c %Y /var/lib/apt/lists 2>/dev/null) || rb_t=0
                break
              done
            }
            rb_u=0; rb_stamp
            """);
    if (refresh != null) {
      script.append(
          checking
              ? "[ $((rb_t + %d)) -ge \"$(date +%%s)\" ] || rb_u=1\n".formatted(refresh.maxAge())
              : """
              if [ $((rb_t + %d)) -lt "$(date +%%s)" ]; then
                rb_i=0; rb_w=1
                while :; do
                  rb_m=$(apt-get -o APT::Update::Error-Mode=any update 2>&1)
                  case $?$rb_m in 0*'Failed to fetch'*|[1-9]*) ;; *) break;; esac
                  rb_i=$((rb_i + 1))
                  if [ $rb_i -ge %d ]; then echo "$rb_m" >&2; exit 91; fi
                  sleep $((rb_w > %d ? %d : rb_w)); rb_w=$((rb_w * 2))
                done
                rb_o=$rb_t; rb_stamp
                [ "$rb_o" = "$rb_t" ] || rb_u=1
              fi
              """
                  .formatted(
                      refresh.maxAge(), refresh.retries(), refresh.maxDelay(), refresh.maxDelay()));
    }
    script.append("echo \"cache $rb_t $rb_u\"\n");
    if (wanted.isEmpty()) {
      return script.toString();
    }
    script.append("set --\n");
    for (var item : new LinkedHashSet<>(wanted.stream().map(AptWanted::name).toList())) {
      var name = Quote.sh(item);
      script.append(
          Glob.isPattern(item)
              ? "rb_n=$(apt-cache pkgnames | grep -Ex %s | sort)\nset -- \"$@\" $rb_n\nfor rb_f in $rb_n; do echo \"name $rb_f \"%s; done\n"
                  .formatted(Quote.sh(Glob.regex(item)), name)
              : "set -- \"$@\" %s\n".formatted(name));
    }
    script.append(
        """
        if [ $# -eq 0 ]; then exit 0; fi
        rb_q=$(dpkg-query -W -f '${db:Status-Status} ${Package} ${Architecture} ${Version}\\n' \
          dpkg "$@" 2>/dev/null); rb_r=$?
        echo "$rb_q"
        """);
    if (depth == Depth.INSTALLED) {
      return script.append("exit 0\n").toString();
    }
    var t = release == null ? "" : "-t " + Quote.sh(release) + " ";
    var apt =
        """
        echo policy
        apt-cache %spolicy "$@"
        echo providers
        apt-cache showpkg "$@" 2>/dev/null \
          | awk '/^Package: /{print;p=0} p{print $1} /^Reverse Provides:/{p=1}'
        """
            .formatted(t);
    if (depth == Depth.FULL) {
      return script.append(apt).toString();
    }
    return script
        .append("rb_l='\n'; case \"$rb_r$rb_l$rb_q\" in 0*\"$rb_l\"[!i]*|[1-9]*)\n")
        .append(apt)
        .append(
            """
            ;; *) awk -v "w= $* " '/^Package:/{p=$2} /^Auto-Installed: 1/&&index(w," "p" "){print "auto",p}' \
              /var/lib/apt/extended_states 2>/dev/null
            esac
            exit 0
            """)
        .toString();
  }

  private static AptState parse(String text) {
    var names = new LinkedHashMap<String, List<String>>();
    var installed = new LinkedHashMap<String, Installed>();
    var automatic = new LinkedHashSet<String>();
    var time = 0L;
    var updated = false;
    var parts = text.split("(?m)^(policy|providers)\n", -1);
    var packages = new ArrayList<String[]>();
    for (var line : parts[0].lines().toList()) {
      var words = line.split(" ", -1);
      switch (words[0]) {
        case "cache" -> {
          time = Long.parseLong(words[1]);
          updated = words[2].equals("1");
        }
        case "name" -> names.computeIfAbsent(words[2], _ -> new ArrayList<>()).add(words[1]);
        case "auto" -> automatic.add(words[1]);
        default -> packages.add(words);
      }
    }
    // dpkg itself is always asked about too, and tells the host's architecture; the answers are
    // sorted by name
    var nativeArch = "";
    for (var words : packages) {
      if (words.length >= 4 && words[1].equals("dpkg")) {
        nativeArch = words[2];
      }
    }
    for (var words : packages) {
      if (words.length < 4) {
        continue;
      }
      var it = new Installed(words[0], words[3]);
      installed.put(words[1] + ":" + words[2], it);
      if (words[2].equals(nativeArch) || words[2].equals("all")) {
        installed.put(words[1], it);
      }
    }
    var available =
        parts.length > 2 ? AptPolicy.parse(parts[1], parts[2]) : Map.<String, Available>of();
    return new AptState(time, updated, names, installed, available, automatic);
  }
}
