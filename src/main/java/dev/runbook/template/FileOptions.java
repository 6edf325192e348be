package dev.runbook.template;

/** How the {@code template} module wants a file rendered; the defaults are Ansible's. */
public record FileOptions(
    String newlineSequence,
    String blockStart,
    String blockEnd,
    String variableStart,
    String variableEnd,
    String commentStart,
    String commentEnd,
    TrimBlocks trimBlocks,
    LstripBlocks lstripBlocks) {

  /** Whether the newline after a block is removed. */
  public enum TrimBlocks {
    YES,
    NO
  }

  /** Whether white space before a block is removed. */
  public enum LstripBlocks {
    YES,
    NO
  }

  public static final FileOptions DEFAULT =
      new FileOptions("\n", "{%", "%}", "{{", "}}", "{#", "#}", TrimBlocks.YES, LstripBlocks.NO);
}
