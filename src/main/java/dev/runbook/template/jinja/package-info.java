/// The Jinja2 language: lexer, parser, and the immutable tree that evaluates itself.
@NullMarked
package dev.runbook.template.jinja;

import org.jspecify.annotations.NullMarked;
