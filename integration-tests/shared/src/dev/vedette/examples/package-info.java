/** Code shared by the projects in integration-tests. It reads README.md, and runs its program and commands. */
package dev.vedette.examples;
