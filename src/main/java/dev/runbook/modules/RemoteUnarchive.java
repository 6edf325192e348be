package dev.runbook.modules;

import dev.runbook.module.Fields;
import dev.runbook.module.FileMode;
import dev.runbook.module.FileState;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.remote.Unreachable;
import java.util.ArrayList;
import java.util.List;

/// An archive that the host has or fetches, unpacked there with its own `tar` or `unzip`.
///
/// The archive is unpacked beside nothing, into a private folder, and compared file by file with
/// what is there: that needs no option that only GNU's programs have.
record RemoteUnarchive(UnarchiveModule.Arguments arguments) {

  Result run(Target target) throws ModuleFailure, Unreachable {
    var script = new StringBuilder(FileState.FUNCTIONS);
    script.append("s=").append(Quote.path(arguments.src())).append('\n');
    script.append("d=").append(Quote.path(arguments.dest())).append('\n');
    var fetched = arguments.src().contains("://");
    script.append("w=$(mktemp -d \"${TMPDIR:-/tmp}/.runbook-XXXXXXXX\") || exit\n");
    script.append("trap 'rm -rf -- \"$w\"' EXIT\nmkdir -- \"$w/x\"\n");
    script.append(
        "[ -d \"$d\" ] || { printf '%s' \"dest '$d' must be an existing dir\" >&2; exit 44; }\n");
    if (fetched) {
      var insecure = arguments.validateCerts() ? "" : "-k ";
      var unchecked = arguments.validateCerts() ? "" : "--no-check-certificate ";
      script.append(
          """
          if command -v curl >/dev/null 2>&1; then curl -fsSL %s-o "$w/a" -- "$s" || exit
          else wget -q %s-O "$w/a" -- "$s" || exit; fi
          s=$w/a
          """
              .formatted(insecure, unchecked));
    }
    script.append(
        """
        [ -e "$s" ] || { printf '%s' "Source '$s' does not exist" >&2; exit 44; }
        [ -r "$s" ] || { printf '%s' "Source '$s' not readable" >&2; exit 44; }
        [ -s "$s" ] || { printf '%s' "Invalid archive '$s', the file is 0 bytes" >&2; exit 44; }
        """);
    script.append(unpack()).append(compare(target));
    var reply = target.ask(script.toString());
    if (!reply.ok()) {
      throw ModuleFailure.of(
          reply.rc() == 44
              ? reply.stderr()
              : "failed to unpack %s to %s: %s"
                  .formatted(arguments.src(), arguments.dest(), reply.stderr().strip()),
          reply);
    }
    return result(new Fields(reply.out()), target);
  }

  private String unpack() {
    var tar = new ArrayList<String>();
    tar.addAll(arguments.extraOpts());
    arguments.exclude().forEach(e -> tar.add("--exclude=" + e));
    var zip = new ArrayList<String>();
    if (!arguments.exclude().isEmpty()) {
      zip.add("-x");
      zip.addAll(arguments.exclude());
    }
    return """
    h=$(od -An -tx1 -N4 <"$s" | tr -d ' \\n')
    case $h in
      1f8b*) z=-z; k=TgzArchive ;; 425a68*) z=-j; k=TarBzipArchive ;; fd377a58) z=-J; k=TarXzArchive ;;
      28b52ffd) z=--zstd; k=TarZstdArchive ;; 504b03*|504b05*) z=; k=ZipArchive ;; *) z=; k=TarArchive ;;
    esac
    case $k in ZipArchive) n=unzip m="'unzip'" ;; *) n=tar m="'gtar' or 'tar'" ;; esac
    command -v $n >/dev/null || {
      printf '%%s\\n%%s' "Failed to find handler for \\"$s\\". Make sure the required command to extract the file is installed." \\
        "Unable to find required $m binary in the path" >&2
      exit 44
    }
    if [ $n = unzip ]; then unzip -q -o %1$s "$s" %2$s -d "$w/x" >&2 || exit
    else tar -x -p $z -f "$s" -C "$w/x" %3$s %4$s >&2 || exit; fi
    printf '%%s\\0%%s\\0%%s\\0' "$k" "$d" "$s"
    """
        .formatted(
            Quote.words(arguments.extraOpts()),
            Quote.words(arguments.include()) + (zip.isEmpty() ? "" : " " + Quote.words(zip)),
            Quote.words(tar),
            Quote.words(arguments.include()));
  }

  /// Sets owner and mode in the private folder, then counts and moves what differs.
  private String compare(Target target) throws ModuleFailure {
    var attributes = arguments.attributes();
    var set = new StringBuilder();
    if (attributes.owner() != null) {
      set.append("chown -hR ").append(Quote.sh(attributes.owner())).append(" \"$w/x\" || exit\n");
    }
    if (attributes.group() != null) {
      set.append("chgrp -hR ").append(Quote.sh(attributes.group())).append(" \"$w/x\" || exit\n");
    }
    if (attributes.mode() != null) {
      var mode =
          switch (FileMode.of(attributes.mode())) {
            case FileMode.Bits(var bits) -> FileMode.text(bits);
            case FileMode.Symbols(var text) -> text;
          };
      set.append("find \"$w/x\" ! -type l ! -path \"$w/x\" -exec chmod ");
      set.append(Quote.sh(mode)).append(" {} + || exit\n");
    }
    var newer = arguments.keepNewer() ? "[ \"$d/$f\" -nt \"$f\" ] && continue" : ":";
    var act =
        target.checking()
            ? ":"
            : "if [ -d \"$f\" ] && [ ! -L \"$f\" ]; then mkdir -p -- \"$d/$f\" && chmod \"$(stat -c"
                + " %a -- \"$f\")\" -- \"$d/$f\" && chown \"$(stat -c %u:%g -- \"$f\")\" --"
                + " \"$d/$f\"; else cp -a -- \"$f\" \"$d/$f.runbook_tmp\" && mv -f --"
                + " \"$d/$f.runbook_tmp\" \"$d/$f\"; fi || exit 255";
    return set
        + """
        cd "$w/x" || exit
        find . ! -name . -exec sh -c '
          d=$1; shift
          for f; do
            f=${f#./}
            printf "%%s\\0" "$f"
            same=
            if [ -L "$f" ]; then [ -L "$d/$f" ] && [ "$(readlink -- "$f")" = "$(readlink -- "$d/$f")" ] && same=1
            elif [ -d "$f" ]; then [ -d "$d/$f" ] && [ "$(stat -c "%%a %%u %%g" -- "$f")" = "$(stat -L -c "%%a %%u %%g" -- "$d/$f")" ] && same=1
            else [ -f "$d/$f" ] && cmp -s -- "$f" "$d/$f" && [ "$(stat -c "%%a %%u %%g" -- "$f")" = "$(stat -c "%%a %%u %%g" -- "$d/$f")" ] && same=1
            fi
            if [ -n "$same" ]; then printf "\\0"; else
              printf "1\\0"
              %s
              %s
            fi
          done' sh "$d" {} + || exit
        printf '\\0\\0'
        rb_see "$d"
        """
            .formatted(newer, act);
  }

  private Result result(Fields fields, Target target) {
    var handler = fields.next();
    var dest = fields.next();
    var src = fields.next();
    List<String> files = new ArrayList<>();
    var plan = target.plan();
    for (var name = fields.next(); !name.isEmpty(); name = fields.next()) {
      files.add(name);
      if (!fields.next().isEmpty()) {
        plan.change("");
      }
    }
    fields.next();
    var result =
        Result.of(plan)
            .with("handler", handler)
            .with("dest", dest)
            .with("src", src)
            .withAll(fields.state().info());
    return arguments.listFiles() ? result.with("files", files) : result;
  }
}
