package dev.runbook.modules;

import dev.runbook.json.Json;
import dev.runbook.json.JsonError;
import dev.runbook.module.Doc;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Asks how a task does that was begun with `async`, or forgets it. Any run can ask: what is known
/// of a job stands in a file of the host.
@Name(value = "ansible.builtin.async_status", async = false)
final class AsyncStatusModule implements TaskModule<AsyncStatusModule.Arguments> {
  enum Mode {
    STATUS,
    CLEANUP
  }

  record Arguments(
      @Doc("The job, ansible_job_id of the task that began it.") String jid,
      @Doc(value = "Whether to ask or to forget the job.", byDefault = "status") Mode mode) {}

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    var act = arguments.mode() == Mode.CLEANUP ? "rm -f \"$rb_j\"" : "cat \"$rb_j\"";
    var folder = target.variable("ansible_async_dir") instanceof String s ? s : "~/.ansible_async";
    var reply =
        target.ask(
            "rb_j=%s/%s\n".formatted(Quote.path(folder), Quote.sh(arguments.jid()))
                + "echo \"$rb_j\"; [ -e \"$rb_j\" ] || exit 44; "
                + act);
    var out = reply.stdout();
    var end = out.indexOf('\n');
    var file = out.substring(0, Math.max(0, end));
    if (reply.rc() == 44) {
      var missing = job(arguments, file, true).with("msg", "could not find job");
      throw new ModuleFailure("could not find job", missing);
    }
    if (!reply.ok()) {
      throw Said.failure(reply.stderr().strip(), reply);
    }
    return arguments.mode() == Mode.CLEANUP
        ? job(arguments, file, false)
        : status(job(arguments, file, false), out.substring(end + 1));
  }

  private static Result job(Arguments arguments, String file, boolean finished) {
    var isStatus = arguments.mode() == Mode.STATUS;
    return Said.with(Result.unchanged(), "", "")
        .with("ansible_job_id", arguments.jid())
        .with(isStatus ? "results_file" : "erased", file)
        .with("started", isStatus || finished)
        .with("finished", finished);
  }

  private static Result status(Result job, String content) {
    Map<?, ?> told;
    try {
      if (!(Json.parse(content) instanceof Map<?, ?> map)) {
        return job;
      }
      told = map;
    } catch (JsonError e) {
      return job; // it is being written
    }
    var values = new LinkedHashMap<String, @Nullable Object>();
    told.forEach((k, v) -> values.put(String.valueOf(k), v));
    if (!told.containsKey("started")) {
      values.put("finished", true);
    }
    for (var flag : new String[] {"started", "finished"}) {
      // a number, as Ansible writes it there up to 2.18
      values.computeIfPresent(
          flag,
          (_, v) -> v.equals(true) || v.toString().toLowerCase(Locale.ROOT).matches("1|true"));
    }
    for (var stream : new String[] {"stdout", "stderr"}) {
      if (values.get(stream) instanceof String text) {
        values.put(stream + "_lines", Said.lines(text));
      }
    }
    return job.withAll(values);
  }
}
