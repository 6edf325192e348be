package dev.runbook.engine;

import dev.runbook.inventory.Layer;
import dev.runbook.playbook.Block;
import dev.runbook.playbook.Role;
import dev.runbook.playbook.RoleUse;
import dev.runbook.playbook.Step;
import dev.runbook.vars.Context;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What roles add to the variables of a play: those of the roles a task stands in, and those that
 * roles show to the whole play. All lists have the strongest first.
 */
final class RoleVars {
  private final Set<Role> known = new LinkedHashSet<>();
  private volatile List<Role> exported = List.of();
  private volatile List<Layer> vars = List.of();
  private volatile List<Layer> defaults = List.of();
  private final Map<Role, List<Layer>> varsOf = new ConcurrentHashMap<>();
  private final Map<Role, List<Layer>> defaultsOf = new ConcurrentHashMap<>();
  private final RoleUse.Export usual;

  /**
   * @param usual what {@code private_role_vars} says of roles that do not say it themselves, or
   *     null
   */
  RoleVars(RoleUse.@Nullable Export usual) {
    this.usual = usual == null ? RoleUse.Export.PUBLIC : usual;
  }

  /** The roles that a play names or imports; what it includes comes during the run. */
  void exportAll(List<? extends Step> steps) {
    for (var step : steps) {
      if (step instanceof Block block) {
        if (block.role() != null) {
          export(block.role());
        }
        exportAll(block.block());
        exportAll(block.rescue());
        exportAll(block.always());
      }
    }
  }

  /** Makes a role's variables visible to the whole play, where it allows that. */
  synchronized void export(Role role) {
    if ((role.use().export() == null ? usual : role.use().export()) == RoleUse.Export.PRIVATE
        || !known.add(role)) {
      return;
    }
    var roles = new ArrayList<>(exported);
    roles.add(role);
    exported = List.copyOf(roles);
    var allVars = new ArrayList<>(varsOf(role));
    allVars.addAll(vars);
    vars = List.copyOf(allVars);
    var allDefaults = new ArrayList<>(defaultsOf(role));
    allDefaults.addAll(defaults);
    defaults = List.copyOf(allDefaults);
  }

  /** The roles that the play has named, imported, or included for all to see. */
  List<Role> exported() {
    return exported;
  }

  /** The roles that others need, of those that the play names. */
  Set<Role> dependencies() {
    var all = new LinkedHashSet<Role>();
    exported.forEach(role -> dependencies(role, all));
    return all;
  }

  private static void dependencies(Role role, Set<Role> all) {
    for (var each : role.dependencies()) {
      if (each.role() != null) {
        dependencies(each.role(), all);
        all.add(each.role());
      }
    }
  }

  /** A role's own variables, above those of the roles that it needs. */
  private List<Layer> varsOf(Role role) {
    return varsOf.computeIfAbsent(role, r -> layers(r, Part.VARS));
  }

  private List<Layer> defaultsOf(Role role) {
    return defaultsOf.computeIfAbsent(role, r -> layers(r, Part.DEFAULTS));
  }

  private enum Part {
    VARS,
    DEFAULTS
  }

  private static List<Layer> layers(Role role, Part part) {
    var found = new ArrayList<Layer>();
    add(found, part == Part.VARS ? vars(role) : defaults(role));
    for (var each : role.dependencies().reversed()) {
      if (each.role() != null) {
        found.addAll(layers(each.role(), part));
      }
    }
    return List.copyOf(found);
  }

  /**
   * The variables of the roles around a task, then those of all roles of the play: a role's own,
   * those of the roles it needs, those of the roles that named it.
   */
  void addVars(List<Layer> layers, Context where) {
    var innermost = true;
    for (var c = where; c != null; c = c.parent()) {
      var role = c.role();
      if (role == null) {
        continue;
      }
      if (innermost) {
        add(layers, given(role, c));
        layers.addAll(varsOf(role));
        innermost = false;
      } else {
        add(layers, vars(role));
        add(layers, given(role, c));
      }
    }
    layers.addAll(vars);
  }

  void addDefaults(List<Layer> layers, Context where) {
    var needed = List.<Layer>of();
    for (var c = where; c != null; c = c.parent()) {
      var role = c.role();
      if (role == null) {
        continue;
      }
      if (needed.isEmpty()) {
        needed = defaultsOf(role);
      }
      add(layers, defaults(role));
    }
    layers.addAll(needed);
    layers.addAll(defaults);
  }

  private static Layer vars(Role role) {
    return new Layer("role vars of '" + role.name() + "'", role.vars());
  }

  private static Layer defaults(Role role) {
    return new Layer("role defaults of '" + role.name() + "'", role.defaults());
  }

  private static Layer given(Role role, Context where) {
    return new Layer("vars given to role '" + role.name() + "'", where.keywords().vars());
  }

  private static void add(List<Layer> layers, Layer layer) {
    if (!layer.values().isEmpty()) {
      layers.add(layer);
    }
  }
}
