package dev.runbook.playbook;

import dev.runbook.yaml.Source;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One task or handler.
 *
 * @param name as written, possibly a template, or null
 * @param action the module as written, {@code copy} or {@code ansible.builtin.copy}
 * @param module the module's full name, {@code ansible.builtin.copy}
 * @param args raw arguments; free text is under {@code _raw_params}
 * @param argsTemplate a template that gives further arguments, as in {@code copy: "{{ x }}"} and
 *     {@code args: "{{ x }}"}, or null
 * @param loop what it loops over, or null
 * @param places where each argument's value stands
 * @param file the file it was written in, absolute
 */
public record Task(
    @Nullable Object name,
    String action,
    String module,
    Map<String, @Nullable Object> args,
    @Nullable Object argsTemplate,
    @Nullable Loop loop,
    Keywords keywords,
    Map<String, Source> places,
    java.nio.file.Path file,
    Source at)
    implements Step {

  /** What {@link #start} has its place under; no argument is called so. */
  static final String START = "";

  /**
   * The module's last name, by which the play's own actions are told apart: {@code include_tasks}.
   */
  public String shortModule() {
    return module.substring(module.lastIndexOf('.') + 1);
  }

  /** The same with a module that was a template. */
  public Task as(String action, String module) {
    return new Task(name, action, module, args, argsTemplate, loop, keywords, places, file, at);
  }

  /** The same with other arguments. */
  public Task with(Map<String, @Nullable Object> others) {
    return new Task(name, action, module, others, argsTemplate, loop, keywords, places, file, at);
  }

  /**
   * Where the task begins, which is what its path tells; {@link #at} is where its action stands.
   */
  public Source start() {
    return placeOf(START);
  }

  /** Where an argument was written, else the task itself. */
  public Source placeOf(@Nullable String argument) {
    return argument == null ? at : places.getOrDefault(argument, at);
  }
}
