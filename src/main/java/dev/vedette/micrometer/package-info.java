/**
 * Meters of a {@link dev.vedette.Poll} for <a href="https://micrometer.io">Micrometer</a>.
 *
 * <p>Only this package needs Micrometer. The rest of the library neither needs nor loads it. The program provides
 * {@code micrometer-core}, version 1.10 or newer. A program that is a module must itself declare {@code requires
 * micrometer.core}.
 */
@Version("0.1.0")
package dev.vedette.micrometer;

import org.osgi.annotation.versioning.Version;
