/**
 * Random sequences of operations on real channels, checked against a model of the events that a Poll must, may and must
 * not report.
 *
 * <ul>
 *   <li>{@link dev.vedette.model.Operation}: a step of a sequence. Each step is possible in every state; wrong use must
 *       be refused as documented and change nothing.
 *   <li>{@link dev.vedette.model.World}: the real Poll, its wakers and its channels, two ends of each kind of pair.
 *   <li>{@link dev.vedette.model.End}: one channel, and the certain facts about it.
 *   <li>{@link dev.vedette.model.Registration}: the events of a channel that follow from these facts.
 *   <li>{@link dev.vedette.model.Model}: compares a poll with the events that it must and may report.
 * </ul>
 *
 * <p>The model contains only certain facts: after every operation it waits until the kernel shows the effect to a
 * Selector of its own. An uncertain fact, for example whether a reset has overtaken the end of a stream, may be
 * reported and need not be.
 *
 * <p>{@code -Dvedette.model.sequences} sets the number of sequences per backend. {@code -Dvedette.model.seed} repeats a
 * run; a failure prints the seed.
 */
package dev.vedette.model;
