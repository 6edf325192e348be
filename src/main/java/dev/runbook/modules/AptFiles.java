package dev.runbook.modules;

import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.modules.AptModule.Arguments;
import dev.runbook.remote.Unreachable;
import java.util.ArrayList;
import java.util.List;

/// Installs package files that lie on the host or behind a URL, with what they depend on.
record AptFiles(Arguments arguments, AptGet apt) {

  Result install(String given) throws ModuleFailure, Unreachable {
    var files = List.of(given.split(","));
    var script = new StringBuilder("export LC_ALL=C\n");
    for (var file : files) {
      script.append("rb_f=").append(Words.expanded(file)).append('\n');
      if (file.contains("://")) {
        script.append(
            """
            rb_d=$(mktemp -d /var/cache/apt/archives/runbook.XXXXXXXX) || exit
            chmod 755 "$rb_d"
            rb_m=$(/usr/lib/apt/apt-helper download-file "$rb_f" "$rb_d/${rb_f##*/}" 2>&1) || {
              rm -rf "$rb_d"; echo "Failure downloading $rb_f, $rb_m" >&2; exit 92
            }
            rb_f=$rb_d/${rb_f##*/}
            """);
      }
      script.append(
          """
          if ! [ -r "$rb_f" ]; then
            echo "Unable to install package: E:Could not open file $rb_f - open (2: No such file or directory)" >&2
            exit 92
          fi
          rb_i=$(dpkg-deb -W --showformat='${Package}:${Architecture} ${Version}' "$rb_f") || exit
          rb_n=${rb_i%% *}
          rb_s=$(dpkg-query -W -f '${db:Status-Status} ${Version}' "${rb_n%:all}" 2>/dev/null)
          echo "$rb_i $rb_s"; echo "$rb_f"
          """);
    }
    var reply = apt.target().ask(script.toString());
    if (!reply.ok()) {
      throw Said.failure(reply.stderr().strip(), reply);
    }
    return install(reply.stdout().lines().toList());
  }

  /// @param told two lines for each file: name, version, status and installed version; its path
  private Result install(List<String> told) throws ModuleFailure, Unreachable {
    var paths = new ArrayList<String>();
    var downloads = new ArrayList<String>();
    for (var i = 0; i + 1 < told.size(); i += 2) {
      var words = told.get(i).split(" ");
      var path = told.get(i + 1);
      if (path.startsWith("/var/cache/apt/archives/runbook.")) {
        downloads.add(path.substring(0, path.lastIndexOf('/')));
      }
      if (words.length > 3 && words[2].equals("installed")) {
        var order = DebianVersion.compare(words[1], words[3]);
        if (order == 0) {
          continue;
        }
        if (order < 0 && !arguments.force() && !arguments.allowDowngrade()) {
          throw new ModuleFailure("A later version is already installed");
        }
      }
      paths.add(path);
    }
    var clean = downloads.isEmpty() ? "" : "rm -rf -- " + Quote.words(downloads) + "\n";
    try {
      if (paths.isEmpty()) {
        return Said.with(Result.unchanged(), "", "");
      }
      var words = new ArrayList<>(List.of("apt-get -y"));
      words.addAll(AptGet.dpkgOptions(arguments.dpkgOptions()));
      words.add(arguments.force() ? "--force-yes" : "");
      words.add(arguments.failOnAutoremove() ? "--no-remove" : "");
      words.add("install");
      words.addAll(paths.stream().map(p -> Quote.sh(p.startsWith("/") ? p : "./" + p)).toList());
      words.addAll(AptChoice.common(arguments));
      var reply = apt.run(AptGet.line(words), "");
      if (!reply.ok()) {
        throw Said.failure(AptGet.line(words) + " failed", reply);
      }
      return AptGet.result(apt.target(), reply, true);
    } finally {
      if (!clean.isEmpty()) {
        apt.target().ask(clean);
      }
    }
  }
}
