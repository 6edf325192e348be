package dev.runbook.modules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The arguments about a request that all modules which make one share.
interface UrlOptions {
  String httpAgent();

  int timeout();

  boolean validateCerts();

  boolean useProxy();

  boolean useNetrc();

  boolean decompress();

  @Nullable String clientCert();

  @Nullable String clientKey();

  @Nullable List<String> ciphers();

  @Nullable String urlUsername();

  @Nullable String urlPassword();

  boolean forceBasicAuth();

  boolean useGssapi();
}
