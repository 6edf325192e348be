package dev.runbook.modules;

import dev.runbook.module.Doc;
import dev.runbook.module.Fields;
import dev.runbook.module.FileAttributes;
import dev.runbook.module.FileState;
import dev.runbook.module.Flat;
import dev.runbook.module.ModuleFailure;
import dev.runbook.module.Name;
import dev.runbook.module.Quote;
import dev.runbook.module.Result;
import dev.runbook.module.Target;
import dev.runbook.module.TaskModule;
import dev.runbook.remote.Unreachable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Talks to a web service from the host, with its program curl.
@Name(value = "ansible.builtin.uri", checkMode = Name.CheckMode.NONE)
final class UriModule implements TaskModule<UriModule.Arguments> {

  enum Format {
    RAW,
    JSON,
    FORM_URLENCODED,
    FORM_MULTIPART
  }

  enum Redirects {
    SAFE,
    ALL,
    YES,
    NO,
    NONE,
    URLLIB2
  }

  record Arguments(
      @Doc("The address.") String url,
      @Doc("A file on the host that gets what is answered.") @Nullable String dest,
      @Doc(value = "Who logs in.", aliases = "user") @Nullable String urlUsername,
      @Doc(value = "The password.", aliases = "password", secret = true)
          @Nullable String urlPassword,
      @Doc("What is sent.") @Nullable Object body,
      @Doc(value = "How it is written.", byDefault = "raw", dashes = true) Format bodyFormat,
      @Doc("A file that is sent, in place of body.") @Nullable String src,
      @Doc(value = "src is on the host.", byDefault = "no") boolean remoteSrc,
      @Doc(value = "GET, POST ...", byDefault = "GET") String method,
      @Doc(value = "Tell what was answered.", byDefault = "no") boolean returnContent,
      @Doc(value = "Which redirections to follow.", byDefault = "safe") Redirects followRedirects,
      @Doc("A path; when it exists, nothing is done.") @Nullable String creates,
      @Doc("A path; when it does not exist, nothing is done.") @Nullable String removes,
      @Doc(value = "The answers that are no failure.", byDefault = "200") List<Integer> statusCode,
      @Doc(value = "Seconds without an answer that are a failure.", byDefault = "30") int timeout,
      @Doc(value = "Headers of the request.", byDefault = "{}")
          Map<String, @Nullable Object> headers,
      @Doc(value = "Check the server's certificate.", byDefault = "yes") boolean validateCerts,
      @Doc("The file of the client's certificate.") @Nullable String clientCert,
      @Doc("The file of its key.") @Nullable String clientKey,
      @Doc("The file of the authorities' certificates.") @Nullable String caPath,
      @Doc("The ciphers that may be used.") @Nullable List<String> ciphers,
      @Doc(value = "Unpack what was packed for the way.", byDefault = "yes") boolean decompress,
      @Doc("The path of a socket of the host to talk to.") @Nullable String unixSocket,
      @Doc(value = "Do not take an answer from a cache.", byDefault = "no") boolean force,
      @Doc(value = "Send the password at once.", byDefault = "no") boolean forceBasicAuth,
      @Doc(value = "How the client calls itself.", byDefault = "ansible-httpget") String httpAgent,
      @Doc(value = "Go through the proxy of the environment.", byDefault = "yes") boolean useProxy,
      @Doc(value = "Log in with Kerberos.", byDefault = "no") boolean useGssapi,
      @Doc(value = "Take passwords from ~/.netrc.", byDefault = "yes") boolean useNetrc,
      @Doc(value = "Headers that a redirection does not get.", byDefault = "[]")
          List<String> unredirectedHeaders,
      @Flat FileAttributes attributes)
      implements UrlOptions {

    Arguments {
      if (body != null && src != null) {
        throw new IllegalArgumentException("parameters are mutually exclusive: body|src");
      }
    }

    boolean follows() {
      return switch (followRedirects) {
        case ALL, YES, URLLIB2 -> true;
        case SAFE -> method.equalsIgnoreCase("GET") || method.equalsIgnoreCase("HEAD");
        case NO, NONE -> false;
      };
    }
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Result run(Arguments a, Target target) throws ModuleFailure, Unreachable {
    var reason = unneeded(a, target);
    if (reason != null) {
      return Result.unchanged().with("stdout", reason).with("msg", reason).with("skipped", true);
    }
    var answer = new UriRequest(a).send(target);
    var result = answer.result(a);
    if (!a.statusCode().contains(answer.status())) {
      throw new ModuleFailure(
          "Status code was %d and not %s: %s"
              .formatted(answer.status(), a.statusCode(), answer.reason()),
          result);
    }
    return answer.dest().isEmpty() ? result : attributes(result, a, answer.dest(), target);
  }

  private static Result attributes(Result result, Arguments a, String dest, Target target)
      throws ModuleFailure, Unreachable {
    var path = Quote.sh(dest);
    var see = FileState.FUNCTIONS + "rb_see " + path + "\n";
    var fields = new Fields(target.ask(see + a.attributes().questions(path)).out());
    var now = fields.state();
    var own = now.own();
    var plan = target.plan();
    if (own != null) {
      var diff = a.attributes().compare(own, now.path(), a.attributes().known(fields));
      if (!diff.isEmpty()) {
        plan.change(diff.commands(path)).also(see);
      }
    }
    var reply = plan.apply();
    var then = plan.willRun() ? new Fields(reply.out()).state() : now;
    return result.orChanged(plan).withAll(then.info());
  }

  private static @Nullable String unneeded(Arguments a, Target target)
      throws ModuleFailure, Unreachable {
    if (a.creates() != null && target.ask("[ -e " + Quote.path(a.creates()) + " ]").ok()) {
      return "skipped, since '%s' exists".formatted(a.creates());
    }
    if (a.removes() != null && !target.ask("[ -e " + Quote.path(a.removes()) + " ]").ok()) {
      return "skipped, since '%s' does not exist".formatted(a.removes());
    }
    return null;
  }
}
