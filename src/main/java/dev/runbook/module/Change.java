package dev.runbook.module;

/**
 * One thing that differs from what is wanted.
 *
 * @param what a path, or what else names the thing; shown in the diff's header
 * @param before its state now, text of any number of lines
 * @param after its state afterwards
 */
public record Change(String what, String before, String after) {}
