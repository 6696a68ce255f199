/**
 * Perceptual hashes of pictures, complete search in lists of them, and verdicts.
 *
 * <p>{@link org.staydown.Staydown} hashes, {@link org.staydown.Index} searches, {@link org.staydown.Matcher} decides over
 * a catalogue of lists. Everything may be used from any thread at any time. Nothing of what is passed is kept or changed.
 *
 * <p>What the library refuses is a {@link org.staydown.StaydownException} with the name of its status. An argument that
 * can be seen to be wrong without it is a {@link java.lang.NullPointerException} or an
 * {@link java.lang.IllegalArgumentException}, and does not reach it.
 */
package org.staydown;
