/** What the projects of integration-tests share: it reads README.md, and runs its program and its commands. */
package dev.vedette.examples;
