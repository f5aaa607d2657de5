/** The figures of this example. {@code Figures} is a program, and no test. */
package dev.vedette.examples.https.figures;
