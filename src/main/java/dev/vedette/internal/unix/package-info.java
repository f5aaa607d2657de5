/**
 * What {@code dev.vedette.unix} wants of the system, one interface a kind of descriptor; {@code NativeProvider} has
 * them.
 */
package dev.vedette.internal.unix;
