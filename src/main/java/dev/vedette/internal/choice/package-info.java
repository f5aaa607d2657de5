/** Which backend a Poll stands on: the only place that knows them all. */
package dev.vedette.internal.choice;
