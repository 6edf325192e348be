package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Command;
import dev.runbook.remote.Reply;
import dev.runbook.remote.Unreachable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Installs Python packages with the host's pip, which alone knows whether there is something to
/// do: it runs in any case, and what it prints tells whether it changed anything.
@Name("ansible.builtin.pip")
final class PipModule implements TaskModule<PipModule.Arguments> {

  enum State {
    ABSENT,
    FORCEREINSTALL,
    LATEST,
    PRESENT
  }

  record Arguments(
      @Doc("Packages, with versions as pip takes them, or URLs.") @Nullable List<String> name,
      @Doc("The version of a single package.") @Nullable String version,
      @Doc("A file of requirements on the host.") @Nullable String requirements,
      @Doc("The folder of a virtual environment, made when it is not there.")
          @Nullable String virtualenv,
      @Doc("The environment sees the system's packages.") boolean virtualenvSitePackages,
      @Doc(value = "What makes an environment.", byDefault = "virtualenv") String virtualenvCommand,
      @Doc("The Python of the environment.") @Nullable String virtualenvPython,
      @Doc(value = "What is wanted of the packages.", byDefault = "present") State state,
      @Doc("More words for pip.") @Nullable String extraArgs,
      @Doc("Install in place.") boolean editable,
      @Doc("Change into this folder first.") @Nullable String chdir,
      @Doc("The pip to use.") @Nullable String executable,
      @Doc("The umask of new files.") @Nullable String umask,
      @Doc("Change the system's own packages in spite of PEP 668.") boolean breakSystemPackages) {

    Arguments {
      if (name == null && requirements == null) {
        throw new IllegalArgumentException("one of the following is required: name, requirements");
      }
      if (name != null && requirements != null) {
        throw new IllegalArgumentException("parameters are mutually exclusive: name|requirements");
      }
      if (executable != null && virtualenv != null) {
        throw new IllegalArgumentException(
            "parameters are mutually exclusive: executable|virtualenv");
      }
    }

    List<PipRequirement> packages() throws ModuleFailure {
      var packages = new ArrayList<>(PipRequirement.all(name == null ? List.of() : name));
      if (version != null && !packages.isEmpty()) {
        if (state == State.LATEST) {
          throw new ModuleFailure("version is incompatible with state=latest");
        }
        if (packages.size() > 1) {
          throw new ModuleFailure(
              "'version' argument is ambiguous when installing multiple package distributions. "
                  + "Please specify version restrictions next to each package in 'name' argument.");
        }
        var only = packages.getFirst();
        if (!only.conditions().isEmpty()) {
          throw new ModuleFailure(
              "The 'version' argument conflicts with any version specifier provided along with a"
                  + " package name. Please keep the version specifier, but remove the 'version'"
                  + " argument.");
        }
        var wanted = version.strip();
        packages.set(
            0,
            PipRequirement.of(
                only.text() + (Character.isDigit(wanted.charAt(0)) ? "==" : "") + wanted));
      }
      return packages;
    }

    boolean comparesLists() {
      return requirements != null
          || name != null && name.stream().anyMatch(n -> n.matches("(svn|git|hg|bzr)\\+.*"));
    }

    List<String> words(List<PipRequirement> packages) throws ModuleFailure {
      var words =
          new ArrayList<>(
              switch (state) {
                case PRESENT -> List.of("install");
                case ABSENT -> List.of("uninstall", "-y");
                case LATEST -> List.of("install", "-U");
                case FORCEREINSTALL -> List.of("install", "-U", "--force-reinstall");
              });
      var more = extraArgs == null ? List.<String>of() : Words.split(extraArgs);
      words.addAll(more);
      if (editable && !more.contains("-e")) {
        words.add("-e");
      }
      packages.forEach(p -> words.add(p.text()));
      if (requirements != null) {
        words.addAll(List.of("-r", requirements));
      }
      return words;
    }
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments a, Target target) throws ModuleFailure, Unreachable {
    var packages = a.packages();
    var words = a.words(packages);
    var checking = target.checking();
    var unclear =
        checking
            && (a.extraArgs() != null || a.requirements() != null || a.state() == State.LATEST);
    var does =
        unclear
            ? "exit 0\n"
            : checking
                ? "\"$rb_pip\" list --format=freeze 2>/dev/null || \"$rb_pip\" freeze; rb_r=$?\n"
                : run(a, words);
    var script =
        setup(a, checking)
            + does
            + "printf '\\n\\036%s\\t%s\\t%s\\t%s\\n' \"$rb_r\" \"$rb_new\" \"$rb_same\""
            + " \"$rb_pip\"\n";
    var command = Command.of(script);
    var reply = target.ask(checking ? command : command.telling(target.output()));
    var out = reply.stdout();
    var mark = out.lastIndexOf("\n\036");
    if (mark < 0) {
      if (reply.ok()) {
        return Result.changed();
      }
      throw failure(List.of(), out, reply, reply.rc());
    }
    var told = out.substring(mark + 2).strip().split("\t", -1);
    var stdout = out.substring(0, mark);
    var cmd = new ArrayList<>(List.of(told[3]));
    cmd.addAll(words);
    if (checking) {
      var result = differs(a, packages, stdout) ? Result.changed() : Result.unchanged();
      return Said.with(result, stdout, reply.stderr())
          .with("cmd", told[3] + " list --format=freeze");
    }
    var absent = a.state() == State.ABSENT;
    var rc = Integer.parseInt(told[0]);
    var gone = absent && rc == 1 && (stdout + reply.stderr()).contains("not installed");
    if (rc != 0 && !gone) {
      throw failure(cmd, stdout, reply, rc);
    }
    var changed =
        told[1].equals("y")
            || (absent
                ? stdout.contains("Successfully uninstalled")
                : a.comparesLists()
                    ? !told[2].equals("y")
                    : stdout.contains("Successfully installed"));
    return Said.with(changed ? Result.changed() : Result.unchanged(), stdout, reply.stderr())
        .with("cmd", cmd)
        .with("name", a.name())
        .with("version", a.version())
        .with("state", a.state().name().toLowerCase(Locale.ROOT))
        .with("requirements", a.requirements())
        .with("virtualenv", a.virtualenv());
  }

  private static ModuleFailure failure(List<String> cmd, String stdout, Reply reply, int rc) {
    var msg =
        (stdout.isBlank() ? "" : "stdout: " + stdout)
            + (reply.stderr().isBlank() ? "" : "\n:stderr: " + reply.stderr());
    var known =
        switch (reply.rc()) {
          case 91 -> reply.stderr().strip();
          default -> msg;
        };
    var result = Result.unchanged().with("cmd", cmd).with("rc", (long) rc);
    return new ModuleFailure(known, Said.with(result, stdout, reply.stderr()));
  }

  /// Makes the environment and finds its pip.
  private static String setup(Arguments a, boolean checking) throws ModuleFailure {
    var script =
        new StringBuilder("export LC_ALL=C PIP_NO_INPUT=1 PIP_DISABLE_PIP_VERSION_CHECK=1\n");
    script.append(a.breakSystemPackages() ? "export PIP_BREAK_SYSTEM_PACKAGES=1\n" : "");
    script.append(a.umask() == null ? "" : "umask " + Quote.sh(a.umask()) + "\n");
    script
        .append("cd ")
        .append(a.chdir() == null ? "\"${TMPDIR:-/tmp}\"" : Words.expanded(a.chdir()));
    script.append(" || exit\nrb_new=n rb_same=n rb_r=0\n");
    if (a.virtualenv() == null) {
      var names = a.executable() == null ? "pip3 pip" : Words.expanded(a.executable());
      var wanted = a.executable() == null ? "pip3" : a.executable();
      return script
          .append(
              """
              rb_pip=
              for rb_f in %s; do if rb_pip=$(command -v "$rb_f"); then break; fi; done
              if ! [ "$rb_pip" ]; then
                echo %s >&2; exit 91
              fi
              """
                  .formatted(
                      names,
                      Quote.sh(
                          "Unable to find any of "
                              + wanted
                              + " to use.  pip needs to be installed.")))
          .toString();
    }
    var command = Words.split(a.virtualenvCommand());
    var venv =
        a.virtualenvCommand().contains("-m venv") || a.virtualenvCommand().contains("pyvenv");
    if (venv && a.virtualenvPython() != null) {
      throw new ModuleFailure(
          "virtualenv_python should not be used when using the venv module or pyvenv as"
              + " virtualenv_command");
    }
    var make =
        Words.expanded(command)
            + (a.virtualenvSitePackages() ? " --system-site-packages" : "")
            + (a.virtualenvPython() == null ? "" : " -p " + Quote.sh(a.virtualenvPython()));
    return script
        .append(
            """
            rb_v=%s
            if ! [ -e "$rb_v/bin/activate" ]; then
              %s
              rb_new=y
            fi
            PATH=$rb_v/bin:$PATH; export PATH
            rb_pip=$rb_v/bin/pip3; [ -x "$rb_pip" ] || rb_pip=$rb_v/bin/pip
            if ! [ -x "$rb_pip" ]; then
              echo "Unable to find pip in the virtualenv, $rb_v, under any of these names: pip3, pip. Make sure pip is present in the virtualenv." >&2
              exit 91
            fi
            """
                .formatted(
                    Words.expanded(a.virtualenv()),
                    checking
                        ? "exit 0"
                        : """
                          command -v %1$s >/dev/null || { echo 'Failed to find required executable "%2$s" in paths' >&2; exit 91; }
                          %3$s -- "$rb_v" || exit
                        """
                            .formatted(Quote.sh(command.getFirst()), command.getFirst(), make)
                            .strip()))
        .toString();
  }

  private static String run(Arguments a, List<String> words) {
    var command = "\"$rb_pip\" " + Quote.words(words) + "; rb_r=$?\n";
    return a.comparesLists()
        ? "rb_b=$(\"$rb_pip\" list --format=freeze 2>/dev/null)\n"
            + command
            + "if [ \"$rb_b\" = \"$(\"$rb_pip\" list --format=freeze 2>/dev/null)\" ]; then"
            + " rb_same=y; fi\n"
        : command;
  }

  private static boolean differs(Arguments a, List<PipRequirement> packages, String list) {
    var installed = new HashMap<String, String>();
    for (var line : list.lines().toList()) {
      var parts = line.split("==", 2);
      if (parts.length == 2) {
        installed.put(PipRequirement.normal(parts[0]), parts[1].strip());
      }
    }
    for (var wanted : packages) {
      var version = installed.get(wanted.name());
      var there = version != null && wanted.accepts(version);
      if (there == (a.state() == State.ABSENT) || a.state() == State.FORCEREINSTALL) {
        return true;
      }
    }
    return false;
  }
}
