package dev.runbook.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.runbook.Runbook;
import dev.runbook.playbook.LoadErrors;
import dev.runbook.yaml.ParseError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a playbook is told at once, before any host is touched. */
final class LoadErrorsTest {
  @TempDir Path dir;

  @Test
  void eachFileOfARoleTellsWhatIsWrongInIt() throws IOException {
    write("play.yml", "- hosts: localhost\n  roles: [web]\n");
    write("roles/web/defaults/main.yml", "a: [1, 2\n");
    write("roles/web/vars/main.yml", "b: \"unclosed\n");
    write("roles/web/tasks/main.yml", "- name: tab\n\tdebug: msg=hi\n");
    write("roles/web/handlers/main.yml", "- name: typo\n  srvice: name=x\n");
    assertEquals(
        List.of(
            "roles/web/defaults/main.yml:2:1",
            "roles/web/vars/main.yml:2:1",
            "roles/web/tasks/main.yml:2:1",
            "roles/web/handlers/main.yml:2:3"),
        places());
  }

  @Test
  void filesThatARunIsSureToIncludeAreReadToo() throws IOException {
    write(
        "play.yml",
        """
        - hosts: localhost
          tasks:
            - include_tasks: typo.yml
            - include_tasks: other_system.yml
              when: false
            - include_tasks: made_by_a_task.yml
            - include_role: {name: web}
        """);
    write("typo.yml", "- coppy: src=a\n- include_tasks: typo.yml\n");
    write("other_system.yml", "- coppy: src=a\n");
    write("roles/web/tasks/main.yml", "- file: path=x stat=absent\n");
    assertEquals(List.of("typo.yml:1:3", "roles/web/tasks/main.yml:1:21"), places());
  }

  @Test
  void templatesThatCannotBeParsedAreToldUnlessTheTaskMayNotRun() throws IOException {
    write(
        "play.yml",
        """
        - hosts: localhost
          tasks:
            - debug: {msg: "{{ a | }}"}
            - debug: {msg: hi}
              when: a = 1
            - debug: {msg: "{{ a | }}"}
              when: false
            - debug: {msg: "{{ a | uper }}"}
            - debug: {msg: "{{ a | a_filter_of_the_project }}"}
              tags: never
            - block:
                - debug: {msg: "{{ a | }}"}
              rescue:
                - debug: {msg: "rescued"}
        """);
    assertEquals(List.of("play.yml:3:28", "play.yml:5:15", "play.yml:8:28"), places());
  }

  @Test
  void whatFollowsAFailureIsNotSureToRun() throws IOException {
    write(
        "play.yml",
        """
        - hosts: localhost
          tasks:
            - fail: {msg: stop}
            - include_tasks: no_list.yml
        """);
    write("no_list.yml", "no list\n");
    assertEquals(List.of(), places());
  }

  @Test
  void rolesAndNestedBlocksAreNoHandlers() throws IOException {
    write(
        "play.yml",
        """
        - hosts: localhost
          handlers:
            - include_role: {name: web}
            - import_tasks: more.yml
        """);
    write("roles/web/tasks/main.yml", "[]\n");
    write(
        "more.yml",
        """
        - block:
            - debug: {msg: a handler of its own}
            - block:
                - debug: {msg: none}
        """);
    assertEquals(List.of("play.yml:3:7", "more.yml:3:7"), places());
  }

  @Test
  void aRoleEndsOnlyAmongItsOwnTasks() throws IOException {
    write(
        "play.yml",
        """
        - hosts: localhost
          roles: [web]
          tasks:
            - meta: end_role
            - block:
                - import_tasks: more.yml
            - import_role: {name: web}
          handlers:
            - meta: end_role
        """);
    write("more.yml", "- meta: end_role\n  when: false\n");
    write("roles/web/tasks/main.yml", "- import_tasks: end.yml\n");
    write("roles/web/tasks/end.yml", "- meta: end_role\n");
    write("roles/web/handlers/main.yml", "- meta: end_role\n");
    assertEquals(
        List.of("roles/web/handlers/main.yml:1:3", "play.yml:4:7", "more.yml:1:3", "play.yml:9:7"),
        places().stream().distinct().toList());
  }

  @Test
  void playsThatAnsibleRefusesAreRefused() throws IOException {
    write(
        "play.yml",
        """
        - hosts: localhost
          user: a
          remote_user: b
        - hosts: []
        - hosts: localhost
          post_tasks: 123
        - hosts: localhost
          roles: ["web,db"]
        """);
    assertEquals(
        List.of("play.yml:1:3", "play.yml:4:3", "play.yml:6:15", "play.yml:8:12"), places());
  }

  @Test
  void aGroupOfModulesThatNobodyHasIsRefused() throws IOException {
    write(
        "play.yml",
        """
        - hosts: localhost
          module_defaults:
            group/aws: {region: x}
            group/nothing: {}
          tasks:
            - debug:
              module_defaults:
                - group/docker: {}
                - group/ansible.builtin.none: {}
        """);
    assertEquals(List.of("play.yml:4:5", "play.yml:9:11"), places());
  }

  @Test
  void anOutlineAsksForNothingThatOnlyARunNeeds() throws IOException, LoadErrors {
    write("play.yml", "- hosts: localhost\n  tasks:\n    - file: path=x stat=absent\n");
    try (var runbook = Runbook.create(Map.of("HOME", dir.toString()), dir);
        var prepared =
            runbook.prepare(
                runbook.playbook(Path.of("play.yml")).inventory("localhost,").outline())) {
      var play = prepared.playbooks().getFirst().plays().getFirst();
      assertEquals(List.of("localhost"), prepared.heading(play).hosts());
    }
  }

  /** The words are those of ansible-core 2.19.11. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "import_tasks: {file: inc.yml, apply: {tags: a}} | Invalid options for import_tasks: apply",
        "import_role: {name: web, apply: {tags: a}} | Invalid options for import_role: apply",
        "import_tasks: inc.yml foo=1 | Invalid options for import_tasks: foo",
        "include_tasks: {file: inc.yml, foo: 1} | Invalid options for include_tasks: foo",
        "include_role: {name: web, foo: 1} | Invalid options for include_role: foo",
        "include_tasks: {file: inc.yml, apply: {foo: 2}} | 'foo' is not a valid attribute for a Block",
        "include_role: {name: web, tasks_from: [a]} | Expected a string for tasks_from but got <class 'list'> instead",
        "`{include_tasks: inc.yml, retries: 3}` | 'retries' is not a valid attribute for a TaskInclude",
        "`{include_role: {name: web}, notify: x}` | 'notify' is not a valid attribute for a IncludeRole",
        "`{import_tasks: inc.yml, loop: [1]}` | You cannot use loops on 'import_tasks' statements. You should use 'include_tasks' instead.",
        "include_tasks: | No file specified for include_tasks",
        "include_role: {tasks_from: a} | 'name' is a required field for include_role.",
      })
  void whatMayNotStandInAnIncludeIsRefused(String task, String words) throws IOException {
    write("play.yml", "- hosts: localhost\n  tasks:\n    - " + task + "\n");
    write("inc.yml", "- debug: msg=inc\n");
    write("roles/web/tasks/main.yml", "- debug: msg=web\n");
    assertEquals(List.of(words), errors().stream().map(ParseError::text).toList());
  }

  private List<String> places() {
    return errors().stream().map(error -> error.at().toString()).toList();
  }

  private List<ParseError> errors() {
    try (var runbook = Runbook.create(Map.of("HOME", dir.toString()), dir)) {
      runbook.playbook(Path.of("play.yml")).inventory("localhost,").check().run();
    } catch (LoadErrors e) {
      return e.errors();
    }
    return List.of();
  }

  private void write(String name, String text) throws IOException {
    var file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
