// Package staydown computes perceptual hashes of pictures, finds their neighbours in lists of hashes, and says what to do with
// a picture: allow it, have somebody look, or block it.
//
//   - [HashBytes], [HashFile] and [HashPixels] make the PDQ [Hash] of a picture, [Classic] an older kind, [Digest] the
//     cryptographic digests of a file.
//   - An [Index] finds every entry of a list near to a hash. It is complete: what is within the radius is found.
//   - A [Matcher] judges pictures by the lists of a catalogue, which the command staydown keeps.
//
// It calls the C library of staydown through cgo and finds it by pkg-config.
//
// # Errors
//
// Every failure is an [*Error]: a [Status], for errors.Is, and the library's text, for a log. It never holds a hash.
//
// # Threads
//
// Everything may be called by any number of goroutines at once, with the same Index or Matcher too. Slices that are passed must
// not be changed until the call returns; nothing of them is kept. A call occupies a thread of the operating system until it
// returns, and no context ends it.
//
// # Closing
//
// Close an Index or a Matcher when it is no longer needed. Calls of other goroutines that are within it go on to their end, and
// later ones fail with [ErrClosed], as a second Close does. One that was forgotten is closed after the garbage collector found it.
package staydown
