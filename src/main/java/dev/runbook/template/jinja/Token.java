package dev.runbook.template.jinja;

/// One word of a template.
///
/// @param kind what it is
/// @param text the name, the operator, the literal as written, or the data
/// @param at its offset in the template's text
record Token(Kind kind, String text, int at) {
  enum Kind {
    DATA,
    BLOCK_BEGIN,
    BLOCK_END,
    VARIABLE_BEGIN,
    VARIABLE_END,
    NAME,
    INTEGER,
    FLOAT,
    STRING,
    OPERATOR,
    END
  }

  boolean isOperator(String operator) {
    return kind == Kind.OPERATOR && text.equals(operator);
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }

  /// As messages call it.
  String described() {
    return switch (kind) {
      case DATA -> "template data";
      case BLOCK_BEGIN -> "begin of statement block";
      case BLOCK_END -> "end of statement block";
      case VARIABLE_BEGIN -> "begin of print statement";
      case VARIABLE_END -> "end of print statement";
      case END -> "end of template";
      case STRING -> "string";
      case INTEGER, FLOAT, NAME, OPERATOR -> text;
    };
  }
}
