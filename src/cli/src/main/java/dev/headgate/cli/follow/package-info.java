/** A cutover that is waited for: what to tell of it, and how it ended. Pure. */
package dev.headgate.cli.follow;
