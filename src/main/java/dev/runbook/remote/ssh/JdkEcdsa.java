package dev.runbook.remote.ssh;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;

/// Gives the JDK's `EC` key factory the name `ECDSA` that sshj asks for and only Bouncy Castle
/// knows. Without it no ECDSA host or user key works on the JDK's own, much faster, cryptography.
final class JdkEcdsa extends Provider {
  private static final long serialVersionUID = 1;
  private static final String NAME = "RunbookEcdsa";

  private JdkEcdsa(Service ec) {
    super(NAME, "1", "KeyFactory.ECDSA by the JDK's EC");
    putService(
        new Service(this, "KeyFactory", "ECDSA", ec.getClassName(), null, null) {
          @Override
          public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
            return ec.newInstance(parameter);
          }
        });
  }

  /// Makes the name known to the JVM, once, behind all other providers.
  static void register() {
    if (Security.getProvider(NAME) != null) {
      return;
    }
    for (var provider : Security.getProviders("KeyFactory.EC")) {
      Security.addProvider(new JdkEcdsa(provider.getService("KeyFactory", "EC")));
      return;
    }
  }
}
