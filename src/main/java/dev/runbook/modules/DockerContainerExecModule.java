package dev.runbook.modules;

import dev.runbook.docker.Containers;
import dev.runbook.docker.Engine;
import dev.runbook.docker.EngineArguments;
import dev.runbook.docker.EngineError;
import dev.runbook.docker.Execution;
import dev.runbook.module.Doc;
import dev.runbook.module.Flat;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.modules.docker.Values;
import dev.runbook.remote.Unreachable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs a command in a container.
@Name(value = "community.docker.docker_container_exec", checkMode = Name.CheckMode.NONE)
final class DockerContainerExecModule implements TaskModule<DockerContainerExecModule.Arguments> {

  record Arguments(
      @Doc("The container.") String container,
      @Doc("The words of the command.") @Nullable List<String> argv,
      @Doc("The command as one line.") @Nullable String command,
      @Doc("The folder that it runs in.") @Nullable String chdir,
      @Doc("The user that it runs as.") @Nullable String user,
      @Doc("What it reads.") @Nullable String stdin,
      @Doc(value = "End that with a line break.", byDefault = "true") boolean stdinAddNewline,
      @Doc(value = "Drop empty lines at the ends of its output.", byDefault = "true")
          boolean stripEmptyEnds,
      @Doc("Give it a terminal.") boolean tty,
      @Doc("Leave it running.") boolean detach,
      @Doc("Its environment variables.") @Nullable Map<String, Object> env,
      @Flat EngineArguments engine) {

    public Arguments {
      if (argv == null && command == null) {
        throw new IllegalArgumentException("one of the following is required: argv, command");
      }
      if (argv != null && command != null) {
        throw new IllegalArgumentException("parameters are mutually exclusive: argv|command");
      }
      if (detach && stdin != null) {
        throw new IllegalArgumentException("If detach=true, stdin cannot be provided.");
      }
    }
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    var argv = arguments.argv();
    var words = argv == null ? Values.words(String.valueOf(arguments.command())) : argv;
    var input = arguments.stdin();
    if (input != null && arguments.stdinAddNewline()) {
      input += "\n";
    }
    try (var engine = Engine.connect(target, arguments.engine())) {
      var wanted =
          new Execution(
              words,
              arguments.chdir(),
              arguments.user(),
              Values.strings(arguments.env()).entrySet().stream()
                  .map(e -> e.getKey() + "=" + e.getValue())
                  .toList(),
              input,
              arguments.tty());
      var containers = new Containers(engine);
      var id = containers.prepare(arguments.container(), wanted);
      if (arguments.detach()) {
        containers.startDetached(id);
        return Result.changed().with("exec_id", id);
      }
      var ended = containers.run(id, wanted);
      var out = stripped(ended.out(), arguments);
      var err = stripped(ended.err(), arguments);
      return Result.changed()
          .with("stdout", out)
          .with("stdout_lines", out.lines().toList())
          .with("stderr", err)
          .with("stderr_lines", err.lines().toList())
          .with("rc", ended.rc());
    } catch (EngineError e) {
      throw new ModuleFailure(
          switch (e.status()) {
            case 404 -> "Could not find container \"" + arguments.container() + "\"";
            case 409 ->
                "The container \""
                    + arguments.container()
                    + "\" has been paused ("
                    + e.text()
                    + ")";
            default -> "An unexpected Docker error occurred: " + e.text();
          });
    }
  }

  private static String stripped(String text, Arguments arguments) {
    return arguments.stripEmptyEnds() ? text.replaceAll("[\r\n]+$", "") : text;
  }
}
