package dev.headgate.testkit.kubernetes;

/**
 * A request that somebody sent to the API server.
 *
 * @param verb as in RBAC
 * @param resource plural, with {@code /subresource} if there is one
 * @param namespace empty: none, or all of them
 * @param code HTTP status of the answer
 */
public record AuditedRequest(String verb, String resource, String namespace, int code) {}
