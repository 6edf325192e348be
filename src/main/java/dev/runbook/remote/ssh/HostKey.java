package dev.runbook.remote.ssh;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// A key that a host presented.
///
/// @param type such as `ssh-ed25519`
/// @param blob the public key as it goes over the wire
/// @param authority the key that signed it when it came as a certificate; else empty
record HostKey(String type, byte[] blob, byte[] authority) {

  /// As OpenSSH prints it: `SHA256:` and base64 without padding.
  String fingerprint() {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(blob);
      return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// OpenSSH's short name: `ED25519`, `ECDSA`, `RSA`.
  String shortType() {
    return type.contains("ed25519")
        ? "ED25519"
        : type.startsWith("ecdsa") ? "ECDSA" : type.contains("rsa") ? "RSA" : type;
  }

  /// As it stands in a known hosts file, behind the host.
  String text() {
    return type + " " + Base64.getEncoder().encodeToString(blob);
  }
}
