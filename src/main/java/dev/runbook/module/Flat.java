package dev.runbook.module;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** The components of this record are arguments of the module themselves. */
@Retention(RetentionPolicy.RUNTIME)
@java.lang.annotation.Target(ElementType.RECORD_COMPONENT)
public @interface Flat {}
