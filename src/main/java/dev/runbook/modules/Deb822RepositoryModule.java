package dev.runbook.modules;

import dev.runbook.module.Change;
import dev.runbook.module.Doc;
import dev.runbook.module.Fields;
import dev.runbook.module.FileMode;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Plan;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes a source of packages for apt in the form of deb822, with the key that signs it.
@Name("ansible.builtin.deb822_repository")
final class Deb822RepositoryModule implements TaskModule<Deb822RepositoryModule.Arguments> {
  private static final String KEYRINGS = "/etc/apt/keyrings/";

  enum State {
    PRESENT,
    ABSENT
  }

  record Arguments(
      @Doc("The name of the source, and by it of its file.") String name,
      @Doc("Whether it may lose its signature.") @Nullable Boolean allowDowngradeToInsecure,
      @Doc("Whether it may have none.") @Nullable Boolean allowInsecure,
      @Doc("Whether a weak one will do.") @Nullable Boolean allowWeak,
      @Doc("Which architectures to take.") @Nullable List<String> architectures,
      @Doc("Whether to fetch indexes by their sums.") @Nullable Boolean byHash,
      @Doc("Whether its date is checked.") @Nullable Boolean checkDate,
      @Doc("Whether it may have expired.") @Nullable Boolean checkValidUntil,
      @Doc("Its parts: main ...") @Nullable List<String> components,
      @Doc("Seconds that its date may lie ahead.") @Nullable Integer dateMaxFuture,
      @Doc("Whether it is used.") @Nullable Boolean enabled,
      @Doc("Where its InRelease is.") @Nullable String inreleasePath,
      @Doc("Which translations to take.") @Nullable List<String> languages,
      @Doc("Whether to fetch differences only.") @Nullable Boolean pdiffs,
      @Doc("The key: an address, a file of the host, a fingerprint or the text itself.")
          @Nullable String signedBy,
      @Doc("Its releases: stable ...") @Nullable List<String> suites,
      @Doc("Which indexes to take.") @Nullable List<String> targets,
      @Doc("Whether it is trusted without a check.") @Nullable Boolean trusted,
      @Doc(
              value = "Packages or their sources.",
              byDefault = "deb",
              choices = {"deb", "deb-src"})
          List<String> types,
      @Doc("Where it is.") @Nullable List<String> uris,
      @Doc(value = "The mode of the file.", byDefault = "0644") Object mode,
      @Doc(value = "Whether there shall be such a source.", byDefault = "present") State state,
      @Doc(value = "Nothing has to be installed; accepted for Ansible's sake.", byDefault = "no")
          boolean installPythonDebian) {

    String slug() {
      return name.toLowerCase(Locale.ROOT).replaceAll("[_\\s]+", "-").replaceAll("[^a-z0-9-]+", "");
    }

    boolean fetchesKey() {
      return signedBy != null && signedBy.matches("[a-zA-Z][a-zA-Z0-9+.-]*://\\S+");
    }
  }

  /// What the host said.
  ///
  /// @param key the content of the key's address, null when there is none
  private record Seen(String file, int mode, byte @Nullable [] key, boolean same, boolean isFile) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments a, Target target) throws ModuleFailure, Unreachable {
    var dest = "/etc/apt/sources.list.d/" + a.slug() + ".sources";
    var plan = target.plan();
    if (a.state() == State.ABSENT) {
      return absent(a, dest, target, plan);
    }
    var seen = ask(a, dest, target);
    var key = seen.isFile() ? a.signedBy() : null;
    if (seen.key() != null) {
      key = KEYRINGS + a.slug() + (armored(seen.key()) ? ".asc" : ".gpg");
      if (!seen.same()) {
        plan.change(
            "[ -d %1$s ] || mkdir -m 755 %1$s\nprintf %%s %2$s | base64 -d >%3$s.tmp\nchmod 644 %3$s.tmp\nmv -f %3$s.tmp %3$s"
                .formatted(
                    KEYRINGS, Base64.getEncoder().encodeToString(seen.key()), Quote.sh(key)));
      }
    }
    var text = text(a, key);
    var bits = FileMode.of(a.mode()).bits(0644, false, 022);
    if (!text.equals(seen.file())) {
      plan.change(
          new Change(dest, seen.file(), text),
          Rewrite.file(dest, text, "0%o".formatted(bits)) + "chmod 0%o %s".formatted(bits, dest));
    } else if (bits != seen.mode()) {
      plan.change("chmod 0%o %s".formatted(bits, dest));
    }
    plan.apply();
    return Result.of(plan).with("repo", text).with("dest", dest).with("key_filename", key);
  }

  private static Result absent(Arguments a, String dest, Target target, Plan plan)
      throws ModuleFailure, Unreachable {
    var key = KEYRINGS + a.slug();
    var files = "%s %s.asc %s.gpg".formatted(dest, key, key);
    if (!target.ask("for f in " + files + "; do if [ -e $f ]; then exit 1; fi; done").ok()) {
      plan.change("rm -f " + files);
    }
    plan.apply();
    return Result.of(plan).with("repo", null).with("dest", dest).with("key_filename", key + ".gpg");
  }

  private static Seen ask(Arguments a, String dest, Target target)
      throws ModuleFailure, Unreachable {
    var key = KEYRINGS + a.slug();
    var signed = a.signedBy() == null ? "''" : Quote.sh(a.signedBy());
    var fetch =
        !a.fetchesKey()
            ? "printf '\\0\\0'"
            : """
            t=$(mktemp); trap 'rm -f "$t"' EXIT
            if command -v curl >/dev/null; then curl -fsSL -A ansible-httpget -o "$t" -- %1$s
            elif command -v wget >/dev/null; then wget -q -U ansible-httpget -O "$t" -- %1$s
            else echo 'curl or wget is needed on the host' >&2; false; fi || exit 90
            base64 <"$t"; printf '\\0'
            if cmp -s "$t" %2$s.asc || cmp -s "$t" %2$s.gpg; then printf 1; fi
            printf '\\0'
            """
                .formatted(signed, key);
    var reply =
        target.ask(
            """
            cat %1$s 2>/dev/null; printf '\\0'; stat -c %%a %1$s 2>/dev/null; printf '\\0'
            if [ -f %2$s ]; then printf 1; fi; printf '\\0'
            """
                    .formatted(dest, signed)
                + fetch);
    if (!reply.ok()) {
      throw new ModuleFailure("Could not fetch signed_by key: " + reply.stderr().strip());
    }
    var fields = new Fields(reply.out());
    var file = fields.next();
    var mode = fields.line();
    var isFile = fields.next().equals("1");
    var content = fields.next();
    var same = fields.next().equals("1");
    return new Seen(
        file,
        mode.isEmpty() ? -1 : Integer.parseInt(mode, 8),
        a.fetchesKey() && !isFile ? Base64.getMimeDecoder().decode(content) : null,
        same,
        isFile);
  }

  private static boolean armored(byte[] key) {
    return new String(key, StandardCharsets.ISO_8859_1)
        .contains("-----BEGIN PGP PUBLIC KEY BLOCK-----");
  }

  private static String text(Arguments a, @Nullable String key) {
    var fields = new TreeMap<String, @Nullable Object>();
    fields.put("allow_downgrade_to_insecure", a.allowDowngradeToInsecure());
    fields.put("allow_insecure", a.allowInsecure());
    fields.put("allow_weak", a.allowWeak());
    fields.put("architectures", a.architectures());
    fields.put("by_hash", a.byHash());
    fields.put("check_date", a.checkDate());
    fields.put("check_valid_until", a.checkValidUntil());
    fields.put("components", a.components());
    fields.put("date_max_future", a.dateMaxFuture());
    fields.put("enabled", a.enabled());
    fields.put("inrelease_path", a.inreleasePath());
    fields.put("languages", a.languages());
    fields.put("name", a.name());
    fields.put("pdiffs", a.pdiffs());
    fields.put("signed_by", key == null ? a.signedBy() : key);
    fields.put("suites", a.suites());
    fields.put("targets", a.targets());
    fields.put("trusted", a.trusted());
    fields.put("types", a.types());
    fields.put("uris", a.uris());
    return fields.entrySet().stream()
        .filter(e -> e.getValue() != null)
        .map(Deb822RepositoryModule::line)
        .collect(Collectors.joining());
  }

  private static String line(Map.Entry<String, @Nullable Object> field) {
    var name =
        switch (field.getKey()) {
          case "name" -> "X-Repolib-Name";
          case "uris" -> "URIs";
          default ->
              List.of(field.getKey().split("_")).stream()
                  .map(w -> w.substring(0, 1).toUpperCase(Locale.ROOT) + w.substring(1))
                  .collect(Collectors.joining("-"));
        };
    var value =
        switch (field.getValue()) {
          case Boolean b -> b ? "yes" : "no";
          case List<?> list -> list.stream().map(String::valueOf).collect(Collectors.joining(" "));
          case null, default -> String.valueOf(field.getValue());
        };
    if (!value.contains("\n")) {
      return name + ": " + value + "\n";
    }
    return name
        + ":\n"
        + value
            .strip()
            .lines()
            .map(l -> "    " + (l.isBlank() ? "." : l.strip()) + "\n")
            .collect(Collectors.joining());
  }
}
