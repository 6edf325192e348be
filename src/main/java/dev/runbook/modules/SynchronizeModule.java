package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;
import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Brings a folder or file of the controller to the host with rsync's rules and words, over the
/// connection that is there. Neither side needs rsync; a sudo password is no obstacle.
@Name(value = "ansible.posix.synchronize", aliases = "ansible.builtin.synchronize")
final class SynchronizeModule implements TaskModule<SynchronizeModule.Arguments> {

  enum Mode {
    PUSH,
    PULL
  }

  record Arguments(
      @Doc("The folder or file; with a slash at the end, what is in the folder.") String src,
      @Doc("Where to.") String dest,
      @Doc(value = "Recurse, and keep links, modes, times, owner and group.", byDefault = "yes")
          boolean archive,
      @Doc(value = "Compare content, not size and time.", byDefault = "no") boolean checksum,
      @Doc(value = "Remove what src does not have.", byDefault = "no") boolean delete,
      @Doc(value = "Make nothing new.", byDefault = "no") boolean existingOnly,
      @Doc(value = "Folders without their content.", byDefault = "no") boolean dirs,
      @Doc(value = "Bring what links lead to.", byDefault = "no") boolean copyLinks,
      @Doc("Go into folders; by default as archive says.") @Nullable Boolean recursive,
      @Doc("Bring links as links; by default as archive says.") @Nullable Boolean links,
      @Doc("Keep modes; by default as archive says.") @Nullable Boolean perms,
      @Doc("Keep times; by default as archive says.") @Nullable Boolean times,
      @Doc("Keep owners, as root; by default as archive says.") @Nullable Boolean owner,
      @Doc("Keep groups, as root; by default as archive says.") @Nullable Boolean group,
      @Doc(value = "Options of rsync.", byDefault = "[]") List<String> rsyncOpts,
      @Doc(value = "Which side src is on.", byDefault = "push") Mode mode,
      @Doc("Not supported.") @Nullable List<String> linkDest,
      @Doc(value = "No effect.", byDefault = "yes") boolean compress,
      @Doc(value = "No effect.", byDefault = "no") boolean partial,
      @Doc(value = "No effect: files always take their places at the end.", byDefault = "yes")
          boolean delayUpdates,
      @Doc(value = "No effect: the task's timeout holds.", byDefault = "0") int rsyncTimeout,
      @Doc("No effect: the host needs no rsync.") @Nullable String rsyncPath,
      @Doc("No effect: the connection is there.") @Nullable Integer destPort,
      @Doc("No effect: the connection is there.") @Nullable String privateKey,
      @Doc("No effect: the connection is there.") @Nullable String sshArgs,
      @Doc(value = "No effect: the connection is there.", byDefault = "yes") boolean setRemoteUser,
      @Doc(value = "No effect: the connection is there.", byDefault = "no")
          boolean sshConnectionMultiplexing,
      @Doc(value = "No effect: host keys are always checked.", byDefault = "no")
          boolean verifyHost) {

    Arguments {
      rsyncOpts = List.copyOf(rsyncOpts);
    }

    boolean keeps(@Nullable Boolean said) {
      return said == null ? archive : said;
    }
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments arguments, Target target) throws ModuleFailure, Unreachable {
    if (arguments.mode() == Mode.PULL) {
      throw new ModuleFailure("synchronize: mode=pull is not supported; use fetch for files");
    }
    if (arguments.linkDest() != null && !arguments.linkDest().isEmpty()) {
      throw new ModuleFailure("synchronize: link_dest is not supported");
    }
    if (arguments.dirs()) {
      throw new ModuleFailure("synchronize: dirs is not supported");
    }
    if (arguments.src().contains("://") || arguments.dest().contains("://")) {
      throw new ModuleFailure("synchronize: rsync:// addresses are not supported");
    }
    var options = SyncOptions.of(arguments);
    var src = arguments.src();
    var bare = src.length() > 1 && src.endsWith("/") ? src.substring(0, src.length() - 1) : src;
    var file = target.controller().find("files", bare);
    if (!Files.isDirectory(file) && src.endsWith("/")) {
      throw new ModuleFailure(
          "rsync: change_dir \"%s\" failed: Not a directory (20)".formatted(src));
    }
    var tree = SyncTree.of(file, src.endsWith("/"), options);
    var run = new SyncRun(arguments.dest(), tree, options);
    return run.bring(target).with("cmd", "synchronize " + src + " " + arguments.dest());
  }
}
