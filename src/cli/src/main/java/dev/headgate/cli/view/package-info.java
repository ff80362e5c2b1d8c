/** How resources look as text, and how any answer looks as JSON and YAML. Pure. */
package dev.headgate.cli.view;
