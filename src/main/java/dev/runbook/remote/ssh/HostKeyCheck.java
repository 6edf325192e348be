package dev.runbook.remote.ssh;

import com.hierynomus.sshj.userauth.certificate.Certificate;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;
import org.jspecify.annotations.Nullable;

/// Judges the key of one connection, and remembers why it was refused: sshj's own words do not
/// tell.
final class HostKeyCheck implements HostKeyVerifier {
  private final KnownHosts known;
  private final SshOptions options;
  private final HostKeys asked;
  private volatile @Nullable HostKey presented;
  private volatile KnownHosts.@Nullable Verdict verdict;

  HostKeyCheck(KnownHosts known, SshOptions options, HostKeys asked) {
    this.known = known;
    this.asked = asked;
    this.options = options;
  }

  @Nullable HostKey presented() {
    return presented;
  }

  KnownHosts.@Nullable Verdict verdict() {
    return verdict;
  }

  @Override
  public boolean verify(String hostname, int port, PublicKey key) {
    var shown = read(key);
    var judged = known.judge(options.knownAs(), shown);
    presented = shown;
    verdict = judged;
    return switch (judged) {
      case KnownHosts.Trusted() -> true;
      case KnownHosts.Revoked _ -> false;
      case KnownHosts.Changed _ -> options.strict() == SshOptions.Strict.ACCEPT_ANY;
      case KnownHosts.Unknown() ->
          asked.accepted(options.knownAs(), shown)
              || options.strict() == SshOptions.Strict.ACCEPT_ANY
              || options.strict() == SshOptions.Strict.ACCEPT_NEW;
    };
  }

  private static HostKey read(PublicKey key) {
    var type = KeyType.fromKey(key).toString();
    if (key instanceof Certificate<?> certificate) {
      var inner = certificate.getKey();
      return new HostKey(
          KeyType.fromKey(inner).toString(), blob(inner), certificate.getSignatureKey());
    }
    return new HostKey(type, blob(key), new byte[0]);
  }

  private static byte[] blob(PublicKey key) {
    return new Buffer.PlainBuffer().putPublicKey(key).getCompactData();
  }

  /// The algorithms of the keys that are known, so that the server presents one of these.
  @Override
  public List<String> findExistingAlgorithms(String hostname, int port) {
    var algorithms = new ArrayList<String>();
    if (known.hasAuthority(options.knownAs())) {
      algorithms.addAll(
          Arrays.asList(
              "ssh-ed25519-cert-v01@openssh.com",
              "ecdsa-sha2-nistp256-cert-v01@openssh.com",
              "ecdsa-sha2-nistp384-cert-v01@openssh.com",
              "ecdsa-sha2-nistp521-cert-v01@openssh.com",
              "rsa-sha2-512-cert-v01@openssh.com"));
    }
    for (var type : known.types(options.knownAs())) {
      if (type.equals("ssh-rsa")) {
        algorithms.add("rsa-sha2-512");
        algorithms.add("rsa-sha2-256");
      } else {
        algorithms.add(type);
      }
    }
    return algorithms;
  }
}
