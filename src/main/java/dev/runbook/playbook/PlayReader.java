package dev.runbook.playbook;

import dev.runbook.text.Nearest;
import dev.runbook.yaml.Node;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the plays of a playbook file and of those that it imports. */
final class PlayReader {
  private static final List<String> PROMPT =
      List.of(
          "name",
          "prompt",
          "default",
          "private",
          "confirm",
          "encrypt",
          "salt",
          "salt_size",
          "unsafe");

  private final Loader loader;
  private final Settings settings;
  private final Files files;
  private final Problems problems;
  private final KeywordReader keywords;

  PlayReader(
      Loader loader, Settings settings, Files files, Problems problems, KeywordReader keywords) {
    this.loader = loader;
    this.settings = settings;
    this.files = files;
    this.problems = problems;
    this.keywords = keywords;
  }

  List<Play> plays(Node.Sequence list, Loader.Place place) {
    var found = new ArrayList<Play>();
    for (var item : list.items()) {
      loader.guarded(() -> entry(item, place, found));
    }
    return found;
  }

  List<Play> plays(Loader.Place place) {
    settings.catalog().library(place.playbookDirectory().resolve("library"));
    switch (files.yaml(place.file())) {
      case null -> throw empty(place);
      case Node.Sequence list -> {
        if (isTaskList(list)) {
          return List.of(taskList(list, place));
        }
        if (list.items().isEmpty()) {
          throw new ParseError(
              list.at(),
              "A playbook must contain at least one play: " + settings.shown(place.file()),
              "Begin each play with '- hosts: ...'.");
        }
        return plays(list, place);
      }
      case Node.Scalar s when s.value() == null -> throw empty(place);
      case Node other ->
          throw new ParseError(
              other.at(),
              "A playbook must be a list of plays, got a "
                  + (other instanceof Node.Mapping ? "<class 'dict'>" : "<class 'str'>")
                  + " instead",
              "Begin each play with '- hosts: ...'.");
    }
  }

  private ParseError empty(Loader.Place place) {
    return new ParseError(
        new Source(settings.shown(place.file()), 0, 0),
        "Empty playbook, nothing to do: " + settings.shown(place.file()));
  }

  /**
   * A file of tasks: no entry names hosts or imports a playbook, and at least one looks like a
   * task.
   */
  private boolean isTaskList(Node.Sequence list) {
    var task = false;
    for (var item : list.items()) {
      if (!(item instanceof Node.Mapping m)) {
        return false;
      }
      for (var entry : m.entries()) {
        var key = entry.name();
        if (key.equals("hosts")
            || key.equals("import_playbook")
            || key.equals("ansible.builtin.import_playbook")
            || key.equals("tasks")
            || key.equals("roles")) {
          return false;
        }
        task |=
            key.equals("block")
                || key.equals("action")
                || key.equals("local_action")
                || !key.matches("(.*\\.)?(include|import)(_tasks|_role)?")
                    && settings.catalog().resolve(key) != null;
      }
    }
    return task;
  }

  private Play taskList(Node.Sequence list, Loader.Place place) {
    return new Play(
        null,
        List.of("all"),
        Keywords.NONE,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        loader.outside(loader.steps(list, place)),
        List.of(),
        List.of(),
        place.file(),
        list.at());
  }

  private void entry(Node item, Loader.Place place, List<Play> found) {
    if (!(item instanceof Node.Mapping mapping)) {
      throw new ParseError(
          item.at(),
          "playbook entries must be either valid plays or 'import_playbook' statements",
          "Write '- hosts: ...'.");
    }
    for (var entry : mapping.entries()) {
      if (Loader.IMPORT_PLAYBOOK.contains(entry.name())) {
        found.addAll(imported(mapping, entry, place));
        return;
      }
    }
    found.add(play(mapping, place));
  }

  private List<Play> imported(Node.Mapping mapping, Node.Entry entry, Loader.Place place) {
    var value = settings.written().value(entry.value());
    if (value == null) {
      throw new ParseError(entry.key().at(), "playbook import parameter is missing");
    }
    var vars = new LinkedHashMap<String, @Nullable Object>();
    var ownVars = mapping.get("vars");
    if (ownVars != null) {
      vars.putAll(keywords.vars(ownVars));
    }
    var named = settings.early().text(value, place.with(vars).vars());
    var words = named.strip().split("\\s+");
    for (var i = 1; i < words.length; i++) {
      var equals = words[i].indexOf('=');
      if (equals > 0) {
        vars.put(words[i].substring(0, equals), words[i].substring(equals + 1));
      }
    }
    var installed = settings.collections().beside(place.playbookDirectory()).playbook(words[0]);
    var file =
        installed == null
            ? Loader.parent(place.file()).resolve(words[0]).normalize()
            : installed.toAbsolutePath().normalize();
    var collection = Collections.of(file);
    if (place.chain().contains(file)) {
      throw new ParseError(
          entry.value().at(), "playbooks import each other in a circle: " + settings.shown(file));
    }
    if (!java.nio.file.Files.isRegularFile(file)) {
      throw new ParseError(
          entry.value().at(), "the playbook '" + settings.shown(file) + "' could not be found");
    }
    var tags = keywords.read(mapping, java.util.Set.of("tags", "when"));
    var inner =
        new Loader.Place(
            file,
            Loader.parent(file),
            null,
            place.with(vars).vars(),
            place.in(file).chain(),
            collection == null ? List.of() : List.of(collection));
    return plays(inner).stream().map(p -> under(p, tags, vars)).toList();
  }

  /**
   * What an import of a playbook adds to its plays: variables, tags, and a condition on every task.
   */
  private static Play under(Play play, Keywords words, Map<String, @Nullable Object> vars) {
    var values = new LinkedHashMap<>(play.keywords().values());
    if (words.has("tags")) {
      var tags = new ArrayList<>(play.keywords().list("tags"));
      tags.addAll(words.list("tags"));
      values.put("tags", tags);
    }
    if (words.has("when")) {
      var when = new ArrayList<>(words.list("when"));
      when.addAll(play.keywords().list("when"));
      values.put("when", when);
    }
    var places = new LinkedHashMap<>(play.keywords().places());
    places.keySet().removeIf(key -> key.startsWith("when["));
    var all = new dev.runbook.template.Placed();
    all.putAll(play.keywords().vars());
    all.putAll(vars);
    return new Play(
        play.name(),
        play.hosts(),
        new Keywords(values, all, places),
        play.varsFiles(),
        play.prompts(),
        play.preTasks(),
        play.roles(),
        play.tasks(),
        play.postTasks(),
        play.handlers(),
        play.file(),
        play.at());
  }

  private Play play(Node.Mapping mapping, Loader.Place place) {
    for (var entry : mapping.entries()) {
      var key = entry.name();
      if (!Words.PLAY.contains(key) && !Words.isLegacy(key, Words.PLAY)) {
        var near = Nearest.to(key, new TreeSet<>(Words.PLAY));
        problems.add(
            new ParseError(
                entry.key().at(),
                "'" + key + "' is not a valid attribute for a Play",
                near == null ? null : "Did you mean '" + near + "'?"));
      }
    }
    if (mapping.get("user") != null && mapping.get("remote_user") != null) {
      problems.add(
          new ParseError(
              mapping.at(),
              "both 'user' and 'remote_user' are set for this play. The use of 'user' is"
                  + " deprecated, and should be removed",
              "Remove 'user'."));
    }
    var words = keywords.read(mapping, Words.PLAY);
    var values = new LinkedHashMap<>(words.values());
    for (var list :
        List.of("roles", "tasks", "pre_tasks", "post_tasks", "handlers", "vars_prompt")) {
      values.remove(list);
    }
    var hosts = words.list("hosts");
    if (hosts.isEmpty()) {
      problems.add(
          new ParseError(
              mapping.at(),
              words.has("hosts")
                  ? "Hosts list cannot be empty. Please check your playbook"
                  : "the field 'hosts' is required but was not set",
              "Add 'hosts: all', or the group that is meant."));
    }
    return problems.prepared(
        TaskReader.isPrepared(words),
        () -> play(mapping, place.with(words.vars()).searching(words), values, words));
  }

  private Play play(
      Node.Mapping mapping,
      Loader.Place inner,
      Map<String, @Nullable Object> values,
      Keywords words) {
    return new Play(
        values.get("name"),
        words.list("hosts"),
        new Keywords(values, words.vars(), words.places()),
        words.list("vars_files"),
        prompts(mapping.get("vars_prompt")),
        loader.outside(loader.steps(mapping, "pre_tasks", inner)),
        loader.roles().list(mapping.get("roles"), inner),
        loader.outside(loader.steps(mapping, "tasks", inner)),
        loader.outside(loader.steps(mapping, "post_tasks", inner)),
        loader.handlers(loader.steps(mapping, "handlers", inner)),
        inner.file(),
        mapping.at());
  }

  private List<Prompt> prompts(@Nullable Node node) {
    var found = new ArrayList<Prompt>();
    if (node instanceof Node.Mapping old) {
      // Ansible 1.x: name: text
      for (var entry : old.entries()) {
        var nothing = new Node.Mapping(List.of(), entry.key().at());
        found.add(prompt(entry.name(), settings.written().value(entry.value()), nothing));
      }
    }
    if (node instanceof Node.Sequence list) {
      for (var item : list.items()) {
        if (!(item instanceof Node.Mapping m) || !(m.get("name") instanceof Node.Scalar name)) {
          throw new ParseError(
              item.at(),
              "Invalid vars_prompt data structure, missing 'name' key",
              "Add 'name: VARIABLE'.");
        }
        for (var entry : m.entries()) {
          if (!PROMPT.contains(entry.name())) {
            throw new ParseError(
                entry.key().at(),
                "Invalid vars_prompt data structure, found unsupported key '" + entry.name() + "'",
                "Known are " + String.join(", ", PROMPT) + ".");
          }
        }
        found.add(prompt(name.text(), value(m, "prompt"), m));
      }
    }
    return found;
  }

  private Prompt prompt(String name, @Nullable Object text, Node.Mapping m) {
    return new Prompt(
        name,
        text,
        value(m, "default"),
        m.get("private") instanceof Node.Scalar p && !KeywordReader.isTrue(p.value())
            ? Prompt.Echo.ON
            : Prompt.Echo.OFF,
        m.get("confirm") instanceof Node.Scalar c && KeywordReader.isTrue(c.value())
            ? Prompt.Again.YES
            : Prompt.Again.NO,
        m.get("encrypt") instanceof Node.Scalar e ? e.text() : null,
        m.get("salt") instanceof Node.Scalar s ? s.text() : null,
        m.get("salt_size") instanceof Node.Scalar s && s.value() instanceof Number n
            ? (Long) n.longValue()
            : null,
        m.at());
  }

  private @Nullable Object value(Node.Mapping mapping, String key) {
    return settings.written().value(mapping.get(key));
  }
}
