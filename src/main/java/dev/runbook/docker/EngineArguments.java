package dev.runbook.docker;

import dev.runbook.module.Doc;
import org.jspecify.annotations.Nullable;

/// Where the engine is, seen from the host: what all Docker modules take.
public record EngineArguments(
    @Doc(
            value = "The engine, unix://path or tcp://host:port; else DOCKER_HOST or the socket.",
            aliases = "docker_url")
        @Nullable String dockerHost,
    @Doc(
            value = "The version of the engine's API to speak.",
            aliases = "docker_api_version",
            byDefault = "auto")
        String apiVersion,
    @Doc(value = "Seconds to wait for an answer of the engine.", byDefault = "60") int timeout,
    @Doc(value = "Use TLS without checking the engine's certificate.") boolean tls,
    @Doc(value = "Use TLS and check the engine's certificate.", aliases = "tls_verify")
        boolean validateCerts,
    @Doc(
            value = "The authority that signed the engine's certificate.",
            aliases = {"ca_cert", "tls_ca_cert", "cacert_path"})
        @Nullable String caPath,
    @Doc(
            value = "The certificate to show.",
            aliases = {"tls_client_cert", "cert_path"})
        @Nullable String clientCert,
    @Doc(
            value = "The key of the certificate to show.",
            aliases = {"tls_client_key", "key_path"})
        @Nullable String clientKey,
    @Doc("The name in the engine's certificate.") @Nullable String tlsHostname,
    @Doc("Return the actions taken.") boolean debug) {}
