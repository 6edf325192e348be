package dev.runbook.module;

import dev.runbook.module.ArgumentProblems.Problem;
import dev.runbook.text.Nearest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one module, read off its record: what the record says is all there is, for
 * parsing, messages and documentation.
 *
 * @param <A> the record
 */
public final class Declaration<A extends Record> {
  private static final String NO_DEFAULT = "\0";

  private final String module;
  private final Class<A> type;
  private final Map<String, Option> options = new LinkedHashMap<>();
  private final Map<String, String> names = new LinkedHashMap<>();

  public Declaration(String module, Class<A> type) {
    this.module = module;
    this.type = type;
    collect(type);
  }

  /** Of a module, by the name on its class. */
  public static <A extends Record> Declaration<A> of(TaskModule<A> module) {
    var name = module.getClass().getAnnotation(Name.class);
    if (name == null) {
      throw new IllegalArgumentException(module.getClass() + " has no @Name");
    }
    return new Declaration<>(name.value(), module.arguments());
  }

  public Map<String, Option> options() {
    return options;
  }

  /** The option that takes free text, or null. */
  public @Nullable Option freeForm() {
    for (var option : options.values()) {
      if (option.need() == Option.Need.FREE_FORM) {
        return option;
      }
    }
    return null;
  }

  /** The option's own name for a name or alias, or null when there is none such. */
  public @Nullable String canonical(String written) {
    return names.get(written);
  }

  /**
   * Checks and converts what a task gives. Values are final, templates already rendered; keys are
   * names or aliases.
   *
   * @throws ArgumentProblems with everything that is wrong
   */
  public A bind(Map<String, ? extends @Nullable Object> given) throws ArgumentProblems {
    var problems = new ArrayList<Problem>();
    var values = canonical(given, problems);
    missing(values, problems);
    var made = record(type, values, problems);
    if (!problems.isEmpty() || made == null) {
      throw new ArgumentProblems(problems);
    }
    return made;
  }

  /**
   * The arguments of a call as a result tells them: every option by its own name, with its default
   * where nothing was given, and no secret.
   */
  public Map<String, @Nullable Object> invocation(Map<String, ? extends @Nullable Object> given) {
    var values = canonical(given, new ArrayList<>());
    var told = new TreeMap<String, @Nullable Object>();
    for (var option : options.values()) {
      if (option.need() == Option.Need.REST) {
        return new TreeMap<>(given);
      }
      var value = values.getOrDefault(option.name(), option.byDefault());
      var isSecret = option.shown() != Option.Shown.YES && value != null;
      told.put(
          option.need() == Option.Need.FREE_FORM ? "_raw_params" : option.name(),
          isSecret ? "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER" : Convert.plain(option.type(), value));
    }
    return told;
  }

  /** What is wrong by the names alone, for checks before anything is rendered. */
  public List<Problem> check(java.util.Set<String> keys) {
    var problems = new ArrayList<Problem>();
    var given = new LinkedHashMap<String, @Nullable Object>();
    for (var key : keys) {
      given.put(key, "");
    }
    missing(canonical(given, problems), problems);
    return problems;
  }

  private Map<String, @Nullable Object> canonical(
      Map<String, ? extends @Nullable Object> given, List<Problem> problems) {
    var values = new LinkedHashMap<String, @Nullable Object>();
    for (var option : options.values()) {
      if (option.need() == Option.Need.REST) {
        values.put(option.name(), given);
        return values;
      }
    }
    var unknown = new ArrayList<String>();
    for (var entry : given.entrySet()) {
      var key = entry.getKey().equals("_raw_params") ? freeFormName() : names.get(entry.getKey());
      if (key == null) {
        unknown.add(entry.getKey());
      } else {
        values.put(key, entry.getValue());
      }
    }
    if (!unknown.isEmpty()) {
      unknown.sort(null);
      var hint = Nearest.to(unknown.getFirst(), names.keySet());
      problems.add(
          new Problem(
              unknown.getFirst(),
              "Unsupported parameters for ("
                  + module
                  + ") module: "
                  + String.join(", ", unknown)
                  + ". Supported parameters include: "
                  + supported()
                  + ".",
              hint == null ? null : "Did you mean '" + hint + "'?"));
    }
    return values;
  }

  private String supported() {
    var all = new ArrayList<String>();
    for (var name : new TreeSet<>(options.keySet())) {
      var aliases = java.util.Objects.requireNonNull(options.get(name)).aliases();
      all.add(aliases.isEmpty() ? name : name + " (" + String.join(", ", aliases) + ")");
    }
    return String.join(", ", all);
  }

  private @Nullable String freeFormName() {
    var option = freeForm();
    return option == null ? null : option.name();
  }

  private void missing(Map<String, @Nullable Object> values, List<Problem> problems) {
    var missing =
        options.values().stream()
            .filter(o -> o.need() == Option.Need.REQUIRED && values.get(o.name()) == null)
            .toList();
    for (var option : missing) {
      if (!option.missing().isEmpty()) {
        problems.add(new Problem(null, option.missing(), null));
        return;
      }
    }
    if (!missing.isEmpty()) {
      var names = missing.stream().map(Option::name).sorted().toList();
      problems.add(
          new Problem(null, "missing required arguments: " + String.join(", ", names), null));
    }
  }

  private <R extends Record> @Nullable R record(
      Class<R> record, Map<String, @Nullable Object> values, List<Problem> problems) {
    var components = record.getRecordComponents();
    var arguments = new @Nullable Object[components.length];
    var before = problems.size();
    for (var i = 0; i < components.length; i++) {
      arguments[i] = component(components[i], values, problems);
    }
    if (problems.size() > before || !problems.isEmpty()) {
      return null;
    }
    try {
      var types = Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      var constructor = record.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException rule) {
        problems.add(new Problem(null, String.valueOf(rule.getMessage()), null));
        return null;
      }
      throw new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("unchecked")
  private @Nullable Object component(
      RecordComponent component, Map<String, @Nullable Object> values, List<Problem> problems) {
    if (component.isAnnotationPresent(Flat.class)) {
      return record((Class<? extends Record>) component.getType(), values, problems);
    }
    var option = java.util.Objects.requireNonNull(options.get(key(component)));
    var value = values.get(option.name());
    if (value == null) {
      // `timeout: null` means none where any value will do, elsewhere the default
      var isGiven = component.getType() == Object.class && values.containsKey(option.name());
      if (option.byDefault() == null
          || isGiven && component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        return Convert.nothing(component.getType());
      }
      value = option.byDefault();
    }
    return Convert.value(component.getGenericType(), option, value, problems);
  }

  @SuppressWarnings("unchecked")
  private void collect(Class<? extends Record> record) {
    for (var component : record.getRecordComponents()) {
      if (component.isAnnotationPresent(Flat.class)) {
        collect((Class<? extends Record>) component.getType());
        continue;
      }
      var doc = component.getAnnotation(Doc.class);
      if (doc == null) {
        throw new IllegalArgumentException(record + "." + component.getName() + " has no @Doc");
      }
      var option = option(component, doc);
      options.put(option.name(), option);
      names.put(option.name(), option.name());
      for (var alias : option.aliases()) {
        names.put(alias, option.name());
      }
    }
  }

  private static Option option(RecordComponent component, Doc doc) {
    var byDefault = doc.byDefault().equals(NO_DEFAULT) ? null : doc.byDefault();
    var optional =
        byDefault != null
            || component.getType() == boolean.class
            || component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    var need =
        doc.rest()
            ? Option.Need.REST
            : doc.freeForm()
                ? Option.Need.FREE_FORM
                : optional ? Option.Need.OPTIONAL : Option.Need.REQUIRED;
    return new Option(
        key(component),
        List.of(doc.aliases()),
        Convert.typeName(component.getType()),
        Convert.choices(component.getType(), doc),
        byDefault,
        need,
        doc.secret()
            ? Option.Shown.NEVER
            : doc.untold() ? Option.Shown.NOT_AS_ARGUMENT : Option.Shown.YES,
        doc.missing(),
        doc.value());
  }

  /** {@code updateCache} is {@code update_cache}. */
  private static String key(RecordComponent component) {
    var name = component.getName();
    if (name.endsWith("_")) {
      name = name.substring(0, name.length() - 1);
    }
    return name.replaceAll("(?<=[a-z0-9])([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
