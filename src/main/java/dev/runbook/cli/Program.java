package dev.runbook.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which program the user called: runbook itself, or one of Ansible's through a link of its name.
 */
enum Program {
  RUNBOOK("runbook"),
  PLAYBOOK("ansible-playbook"),
  ADHOC("ansible"),
  INVENTORY("ansible-inventory"),
  VAULT("ansible-vault"),
  CONFIG("ansible-config"),
  DOC("ansible-doc"),
  CONSOLE("ansible-console"),
  GALAXY("ansible-galaxy"),
  PULL("ansible-pull");

  /** What the launcher tells: the name that it was called by. */
  private static final String PROPERTY = "runbook.program";

  private final String word;

  Program(String word) {
    this.word = word;
  }

  static Program called() {
    var name = System.getProperty(PROPERTY, "");
    for (var program : values()) {
      if (program.word.equals(name)) {
        return program;
      }
    }
    return RUNBOOK;
  }

  /** What a command is called in its own messages: as it was called. */
  String name(String command) {
    return this == RUNBOOK ? word + " " + command : word;
  }

  /** The subcommand of runbook that does the same, or null where it is runbook's own. */
  @Nullable String command() {
    return switch (this) {
      case RUNBOOK -> null;
      case PLAYBOOK -> "playbook";
      case ADHOC -> "adhoc";
      case INVENTORY, VAULT, CONFIG, DOC, CONSOLE, GALAXY, PULL ->
          word.substring(word.indexOf('-') + 1);
    };
  }

  /** The words of a command line as if runbook had been called. */
  static List<String> words(List<String> given) {
    var command = called().command();
    if (command == null) {
      return given;
    }
    var words = new java.util.ArrayList<>(given);
    words.addFirst(command);
    return words;
  }

  @Override
  public String toString() {
    return word;
  }
}
