package dev.runbook.remote.ssh;

import com.hierynomus.sshj.key.KeyAlgorithm;
import com.hierynomus.sshj.key.KeyAlgorithms;
import com.hierynomus.sshj.transport.cipher.BlockCiphers;
import com.hierynomus.sshj.transport.cipher.GcmCiphers;
import com.hierynomus.sshj.transport.kex.DHGroups;
import com.hierynomus.sshj.transport.kex.ExtInfoClientFactory;
import com.hierynomus.sshj.transport.mac.Macs;
import com.hierynomus.sshj.userauth.keyprovider.OpenSSHKeyV1KeyFile;
import java.util.ArrayList;
import java.util.List;
import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.sshj.ConfigImpl;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.common.LoggerFactory;
import net.schmizz.sshj.signature.SignatureRSA;
import net.schmizz.sshj.transport.compression.NoneCompression;
import net.schmizz.sshj.transport.kex.Curve25519SHA256;
import net.schmizz.sshj.transport.kex.DHGexSHA256;
import net.schmizz.sshj.transport.kex.ECDHNistP;
import net.schmizz.sshj.transport.random.JCERandom;
import net.schmizz.sshj.transport.random.SingletonRandomFactory;
import net.schmizz.sshj.userauth.keyprovider.OpenSSHKeyFile;
import net.schmizz.sshj.userauth.keyprovider.PKCS8KeyFile;
import net.schmizz.sshj.userauth.keyprovider.PuTTYKeyFile;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/// The algorithms that the JDK does fast and that are still safe: no SHA-1 signatures, no CBC.
final class FastConfig extends ConfigImpl {

  /// @param authority true when an authority for the host's certificate is known: the host is asked
  ///   for that one first then, and it is checked
  FastConfig(boolean authority) {
    setLoggerFactory(new QuietLoggers());
    setVersion("runbook");
    setKeyExchangeFactories(
        List.of(
            new Curve25519SHA256.Factory(),
            new Curve25519SHA256.FactoryLibSsh(),
            new ECDHNistP.Factory256(),
            new ECDHNistP.Factory384(),
            new ECDHNistP.Factory521(),
            DHGroups.Group16SHA512(),
            DHGroups.Group18SHA512(),
            new DHGexSHA256.Factory(),
            DHGroups.Group14SHA256(),
            new ExtInfoClientFactory()));
    setKeyAlgorithms(keyAlgorithms(authority));
    setVerifyHostKeyCertificates(authority);
    setRandomFactory(new SingletonRandomFactory(new JCERandom.Factory()));
    setFileKeyProviderFactories(
        List.of(
            new OpenSSHKeyV1KeyFile.Factory(),
            new PKCS8KeyFile.Factory(),
            new OpenSSHKeyFile.Factory(),
            new PuTTYKeyFile.Factory()));
    setCipherFactories(
        List.of(
            GcmCiphers.AES128GCM(),
            GcmCiphers.AES256GCM(),
            BlockCiphers.AES128CTR(),
            BlockCiphers.AES192CTR(),
            BlockCiphers.AES256CTR()));
    setMACFactories(
        List.of(
            Macs.HMACSHA2256Etm(), Macs.HMACSHA2512Etm(), Macs.HMACSHA2256(), Macs.HMACSHA2512()));
    setCompressionFactories(List.of(new NoneCompression.Factory()));
    setKeepAliveProvider(KeepAliveProvider.HEARTBEAT);
  }

  /// Users log in by certificate too, so these are always there.
  private static List<Factory.Named<KeyAlgorithm>> keyAlgorithms(boolean authority) {
    List<Factory.Named<KeyAlgorithm>> certificates =
        List.of(
            KeyAlgorithms.EdDSA25519CertV01(),
            KeyAlgorithms.ECDSASHANistp256CertV01(),
            KeyAlgorithms.ECDSASHANistp384CertV01(),
            KeyAlgorithms.ECDSASHANistp521CertV01(),
            new KeyAlgorithms.Factory(
                "rsa-sha2-512-cert-v01@openssh.com",
                new SignatureRSA.FactoryRSASHA512(),
                KeyType.RSA_CERT));
    List<Factory.Named<KeyAlgorithm>> keys =
        List.of(
            KeyAlgorithms.EdDSA25519(),
            KeyAlgorithms.ECDSASHANistp256(),
            KeyAlgorithms.ECDSASHANistp384(),
            KeyAlgorithms.ECDSASHANistp521(),
            KeyAlgorithms.RSASHA512(),
            KeyAlgorithms.RSASHA256());
    var all = new ArrayList<>(authority ? certificates : keys);
    all.addAll(authority ? keys : certificates);
    return all;
  }

  /// sshj reports every lost connection as an error of its own, beside the exception: only a log
  /// that was opened for debugging gets these.
  private static final class QuietLoggers implements LoggerFactory {
    @Override
    public Logger getLogger(String name) {
      var logger = org.slf4j.LoggerFactory.getLogger(name);
      return logger.isDebugEnabled() ? logger : NOPLogger.NOP_LOGGER;
    }

    @Override
    public Logger getLogger(Class<?> type) {
      return getLogger(type.getName());
    }
  }
}
