package dev.runbook.cli;

/** {@code --help}. */
final class Help {
  private Help() {}

  static String text() {
    var text =
        new StringBuilder(
            """
            usage: runbook [options] PLAYBOOK [PLAYBOOK ...]
                   runbook template FILE|TEXT   what a template gives for a host
                   runbook vars HOST [NAME]     who sets a variable, and which one wins
                   runbook sandbox up|list|ssh|down

            Runs Ansible playbooks over SSH, with no Python on this machine or on the hosts.
            PLAYBOOK may also be a task file: its tasks are run on all hosts.

            examples:
              runbook site.yml -i hosts                       run a playbook
              runbook site.yml -i web1,web2, -u deploy -b     on two hosts, tasks as root
              runbook site.yml -i hosts --check --diff        tell what would change
              runbook site.yml -i hosts --tags web            only what has this tag
              runbook tasks/rebuild.yml -i hosts -e service=php   one task file for one service
              runbook sandbox up                              start a disposable Debian host

            options:
            """);
    for (var flag : PlaybookFlags.ALL) {
      var names =
          String.join(", ", flag.names()) + (flag.value() == null ? "" : " " + flag.value());
      text.append("  ").append(names);
      text.append(names.length() > 34 ? "\n" + " ".repeat(38) : " ".repeat(36 - names.length()));
      text.append(flag.doc()).append('\n');
    }
    return text.append(
            """

            exit status: 0 all well, 1 error, 2 a task failed on a host, 4 a host was unreachable
              or the playbook is wrong, 99 interrupted, 250 a bug
            """)
        .toString();
  }
}
