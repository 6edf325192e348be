package dev.runbook.template.jinja;

import dev.runbook.template.FileOptions;

/// How a text is to be read: its delimiters, and what its string literals mean.
///
/// @param escapes whether backslashes in the literals of `{{ }}` are escapes; in values that come
///   from YAML they are not, since YAML has resolved them already (Ansible's `escape_backslashes`)
/// @param literals whether literals that hold templates are rendered, as old conditions need it
public record Syntax(FileOptions options, Escapes escapes, Literals literals) {
  /// What a backslash in a literal means.
  public enum Escapes {
    RESOLVED,
    KEPT
  }

  /// What a literal that looks like a template means.
  public enum Literals {
    PLAIN,
    TEMPLATES
  }

  /// A template in a value of a playbook.
  public static final Syntax VALUE = new Syntax(FileOptions.DEFAULT, Escapes.KEPT, Literals.PLAIN);

  /// The text of a template file.
  public static final Syntax FILE =
      new Syntax(FileOptions.DEFAULT, Escapes.RESOLVED, Literals.PLAIN);

  /// A condition, an expression without delimiters.
  public static final Syntax CONDITION =
      new Syntax(FileOptions.DEFAULT, Escapes.RESOLVED, Literals.TEMPLATES);
}
