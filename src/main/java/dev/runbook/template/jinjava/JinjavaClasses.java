package dev.runbook.template.jinjava;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.lib.filter.RenderFilter;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import dev.runbook.template.Additions;
import dev.runbook.template.value.Arguments;
import dev.runbook.template.value.Context;
import dev.runbook.template.value.Operation;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Undefined;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Classes that were written for jinjava, to be used in playbooks as they are:
 *
 * {@snippet :
 * runbook.templates(new JinjavaClasses().filter(new SlugFilter()).test(new IsWeekend()).additions());
 * }
 *
 * <p>They get plain Java values and give such back. What they give is data: text with braces in it
 * is never evaluated. jinjava must be on the class path; it is loaded only where this is used.
 */
public final class JinjavaClasses {
  private final Additions additions = new Additions();
  private final Jinjava jinjava =
      new Jinjava(
          JinjavaConfig.newBuilder()
              .withNestedInterpretationEnabled(false)
              .withReadOnlyResolver(true)
              .build());

  /** Adds a filter under its own name. */
  public JinjavaClasses filter(Filter filter) {
    if (filter instanceof RenderFilter) {
      throw new IllegalArgumentException(
          "jinjava's filter 'render' evaluates data as a template, which is never done");
    }
    additions.filter(
        Operation.of(
            filter.getName(),
            "*arguments **named",
            (value, given) ->
                working(
                    filter.getName(),
                    interpreter ->
                        filter.filter(
                            plain(value, given.context()),
                            interpreter,
                            list(given.rest(), given.context()).toArray(),
                            map(given.named(), given.context())))));
    return this;
  }

  /** Adds a test under its own name. */
  public JinjavaClasses test(ExpTest test) {
    additions.test(
        Operation.of(
            test.getName(),
            "*arguments",
            (value, given) ->
                working(
                    test.getName(),
                    interpreter ->
                        test.evaluate(
                            plain(value, given.context()),
                            interpreter,
                            list(given.rest(), given.context()).toArray()))));
    return this;
  }

  /** Adds a function under its local name: templates have no name spaces. */
  public JinjavaClasses function(ELFunctionDefinition function) {
    var name = function.getLocalName();
    additions.function(
        name,
        (arguments, context) ->
            working(name, interpreter -> call(function, arguments, interpreter, context)));
    return this;
  }

  /** What was added so far. */
  public Additions additions() {
    return additions;
  }

  private interface Work {
    @Nullable Object on(JinjavaInterpreter interpreter);
  }

  private @Nullable Object working(String name, Work work) {
    try (var current = JinjavaInterpreter.closeablePushCurrent(jinjava.newInterpreter()).get()) {
      var interpreter = current.value();
      var result = work.on(interpreter);
      var errors = interpreter.getErrorsCopy();
      if (!errors.isEmpty()) {
        throw Raised.filter(name + ": " + errors.getFirst().getMessage());
      }
      return JinjavaValues.ours(result);
    } catch (Raised e) {
      throw e;
    } catch (RuntimeException e) {
      throw Raised.filter(name + ": " + (e.getMessage() == null ? e : e.getMessage()));
    }
  }

  private static @Nullable Object call(
      ELFunctionDefinition function,
      Arguments arguments,
      JinjavaInterpreter interpreter,
      Context context) {
    if (!arguments.named().isEmpty()) {
      throw Raised.of(function.getLocalName() + "() takes no named arguments");
    }
    var given = list(arguments.positional(), context);
    try {
      return function
          .getMethod()
          .invoke(null, JinjavaValues.parameters(function.getMethod(), given, interpreter));
    } catch (InvocationTargetException e) {
      var cause = e.getCause();
      throw Raised.filter(
          function.getLocalName() + ": " + (cause == null ? e : cause).getMessage());
    } catch (IllegalAccessException e) {
      throw Raised.of(function.getLocalName() + "() cannot be called: " + e.getMessage());
    }
  }

  private static @Nullable Object plain(@Nullable Object value, Context context) {
    return JinjavaValues.theirs(context.finished(Undefined.demand(value)));
  }

  private static List<@Nullable Object> list(List<@Nullable Object> values, Context context) {
    var made = new ArrayList<@Nullable Object>();
    values.forEach(value -> made.add(plain(value, context)));
    return made;
  }

  private static Map<String, @Nullable Object> map(
      Map<String, @Nullable Object> values, Context context) {
    var made = new LinkedHashMap<String, @Nullable Object>();
    values.forEach((name, value) -> made.put(name, plain(value, context)));
    return made;
  }
}
