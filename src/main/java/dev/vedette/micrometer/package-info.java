/**
 * Meters of a {@link dev.vedette.Poll} for <a href="https://micrometer.io">Micrometer</a>.
 *
 * <p>Only this package needs Micrometer. The program provides {@code micrometer-core}, version 1.10 or newer. The rest
 * of the library neither needs nor loads it. A program that is a module {@code requires micrometer.core} itself.
 */
@Version("0.1.0")
package dev.vedette.micrometer;

import org.osgi.annotation.versioning.Version;
