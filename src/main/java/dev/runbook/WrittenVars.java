package dev.runbook;

import dev.runbook.template.Placed;
import dev.runbook.template.Written;
import dev.runbook.vars.Scope;
import dev.runbook.vault.VaultSecrets;
import dev.runbook.yaml.Node;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import dev.runbook.yaml.Yaml;

/**
 * A file of extra variables, which is read when the vault's passwords are known.
 *
 * @param shown how it is called in messages
 */
record WrittenVars(String text, String shown) {

  /** Extra variables in the order in which they were given, those of files in their places. */
  static Placed read(Placed given, Written written, VaultSecrets vault, Scope.Hashes hashes) {
    var all = new Placed();
    given.forEach((name, value) -> {
      if (value instanceof WrittenVars file) {
        hashes.add(all, file.variables(written, vault));
      } else {
        var place = given.place(name);
        all.put(name, value, place == null ? Source.NONE : place);
      }
    });
    return all;
  }

  private Placed variables(Written written, VaultSecrets vault) {
    var node = Yaml.parse(vault.plain(text, shown), shown, (_, _) -> {});
    if (!(node instanceof Node.Mapping mapping)) {
      throw new ParseError(
          new Source(shown, 1, 1),
          "extra variables must be a mapping",
          "Write '{\"name\": \"value\"}' or name=value.");
    }
    return written.variables(mapping);
  }
}
