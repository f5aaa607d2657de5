/**
 * Random sequences of operations on real channels, checked against a model of what a Poll must, may and must not
 * report.
 *
 * <ul>
 *   <li>{@link dev.vedette.model.Operation}: the steps. Each can be taken in every state; what is wrong use then must
 *       be refused as documented, and must have changed nothing.
 *   <li>{@link dev.vedette.model.World}: the Poll, its wakers and eight channels, two ends of each kind of pair.
 *   <li>{@link dev.vedette.model.End}: one channel, and what is certain about it.
 *   <li>{@link dev.vedette.model.Registration}: what follows from that for the events of a channel.
 *   <li>{@link dev.vedette.model.Model}: the judge, who compares a poll with what had to be in it.
 * </ul>
 *
 * <p>The model knows only what has surely happened: after every operation it waits until the kernel shows the effect to
 * a Selector of its own. What is not certain, such as whether a reset has overtaken the end of a stream, may be
 * reported and need not be.
 *
 * <p>{@code -Dvedette.model.sequences=10000} tries so many sequences per backend rather than a few hundred;
 * {@code -Dvedette.model.seed=…} repeats a run whose seed a failure has printed.
 */
package dev.vedette.model;
