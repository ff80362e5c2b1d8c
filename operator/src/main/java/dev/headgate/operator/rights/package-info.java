/**
 * Whether the API server lets this process do what it needs to, and nothing that it must not: what
 * {@code helm test} runs. The operator itself asks for no rights, it is refused.
 */
package dev.headgate.operator.rights;
