package dev.runbook.remote.ssh;

import java.io.IOException;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AbstractAuthMethod;

/// Logs in with a key that an agent holds, as RFC 4252 section 7 says.
final class AgentAuth extends AbstractAuthMethod {
  private static final int SHA512 = 4;

  private final Agent agent;
  private final Agent.Identity identity;
  private final String algorithm;

  AgentAuth(Agent agent, Agent.Identity identity) throws IOException {
    super("publickey");
    this.agent = agent;
    this.identity = identity;
    var type = identity.type();
    this.algorithm =
        switch (type) {
          case "ssh-rsa" -> "rsa-sha2-512";
          case "ssh-rsa-cert-v01@openssh.com" -> "rsa-sha2-512-cert-v01@openssh.com";
          default -> type;
        };
  }

  @Override
  protected SSHPacket buildReq() throws UserAuthException {
    return request(false);
  }

  private SSHPacket request(boolean signed) throws UserAuthException {
    var packet = super.buildReq().putBoolean(signed);
    return packet.putString(algorithm).putBytes(identity.blob());
  }

  @Override
  public void handle(Message message, SSHPacket packet)
      throws UserAuthException, TransportException {
    if (message != Message.USERAUTH_60) {
      super.handle(message, packet);
      return;
    }
    var request = request(true);
    var data =
        new Buffer.PlainBuffer()
            .putBytes(params.getTransport().getSessionID())
            .putBuffer(request)
            .getCompactData();
    try {
      var flags = algorithm.startsWith("rsa-sha2-512") ? SHA512 : 0;
      request.putBytes(agent.sign(identity.blob(), data, flags));
    } catch (IOException e) {
      throw new UserAuthException(e.getMessage(), e);
    }
    params.getTransport().write(request);
  }
}
