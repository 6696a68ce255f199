package staydown

/*
#include <staydown.h>

// As in picture.go.
static StaydownStatus check_pixels(uint64_t matcher, const uint8_t *data, StaydownPixels pixels, const StaydownAsk *ask,
                                   StaydownVerdict *verdict, char *record, size_t capacity, size_t *needed)
{
    pixels.data = data;
    return staydown_matcher_check_pixels(matcher, &pixels, ask, verdict, record, capacity, needed);
}
*/
import "C"

import "errors"

// Matcher judges pictures by the lists of a catalogue, or by an index alone.
type Matcher struct {
	handle *handle
}

// MatcherOptions are what a matcher can be opened with. A field that is empty stands for its default.
type MatcherOptions struct {
	// Index is the file of the catalogue's index: by default the one beside it. Without one, an index is made in memory.
	Index string
	// Rules are rules as JSON.
	Rules string
}

// OpenMatcher opens the lists of the catalogue of that path. Fails with [ErrBadCatalogue], [ErrIO], [ErrBadIndex] and, for
// rules that cannot be read, [ErrBadArgument].
func OpenMatcher(catalogue string, options MatcherOptions) (*Matcher, error) {
	return openMatcher(options.Rules, catalogue, options.Index, chars)
}

// OpenMatcherOver opens a matcher over the file of an index alone, which must not be made from a catalogue, under rules as
// JSON, or the default ones. All its entries count, a list is called by its number, and there are no digests; a new file at that
// path is taken up. Fails with [ErrIO], [ErrBadIndex] and [ErrBadArgument].
func OpenMatcherOver(index, rules string) (*Matcher, error) {
	return openMatcher(rules, "", index, optional)
}

func openMatcher(rules, catalogue, index string, first func([]byte) *C.char) (*Matcher, error) {
	ended, err := texts(catalogue, index, rules)
	if err != nil {
		return nil, err
	}
	handle, err := opened(func(number *C.uint64_t) C.StaydownStatus {
		return C.staydown_matcher_open(first(ended[0]), optional(ended[1]), optional(ended[2]), number)
	})
	if err != nil {
		return nil, err
	}
	return &Matcher{handle}, nil
}

// Close closes the matcher. Calls of other goroutines go on to their end. Fails with [ErrClosed] the second time.
func (m *Matcher) Close() error {
	return m.open().close()
}

// Refresh takes up what changed in the catalogue and the index now. Checks do so by themselves, every 50 milliseconds.
// Fails with [ErrBadCatalogue], [ErrIO], [ErrBadIndex] and [ErrClosed].
func (m *Matcher) Refresh() error {
	return m.open().call(func(number C.uint64_t) C.StaydownStatus { return C.staydown_matcher_refresh(number) })
}

// Check says what to do with a picture file. One that cannot be decoded is no failure: see [Verdict.Undecoded].
//
// Fails with [ErrClosed], [ErrBadArgument] for an ask that is not allowed, and what [Matcher.Refresh] fails with.
func (m *Matcher) Check(file []byte, ask Ask) (Verdict, error) {
	return m.judge(ask, func(number C.uint64_t, a *asking) C.StaydownStatus {
		return C.staydown_matcher_check(number, start(file), C.size_t(len(file)), &a.ask, &a.verdict, a.record(), a.room(), &a.needed)
	})
}

// CheckPixels is [Matcher.Check] for pixels that the caller decoded; they have no digests. Fails with [ErrBadArgument] for
// sides that do not suit the data, too.
func (m *Matcher) CheckPixels(pixels Pixels, ask Ask) (Verdict, error) {
	asked, err := pixels.c()
	if err != nil {
		return Verdict{}, err
	}
	return m.judge(ask, func(number C.uint64_t, a *asking) C.StaydownStatus {
		return C.check_pixels(number, start(pixels.Data), asked, &a.ask, &a.verdict, a.record(), a.room(), &a.needed)
	})
}

// CheckHash is [Matcher.Check] for a PDQ hash alone, made from a picture of that quality, 0 to 100; nothing is guessed. Fails
// with [ErrBadArgument] for another quality, too.
func (m *Matcher) CheckHash(hash Hash, quality int, ask Ask) (Verdict, error) {
	if quality < 0 || quality > 100 {
		return Verdict{}, badArgument("a quality is 0 to 100, not %d", quality)
	}
	return m.judge(ask, func(number C.uint64_t, a *asking) C.StaydownStatus {
		return C.staydown_matcher_check_hash(number, one(&hash), C.uint32_t(quality), &a.ask, &a.verdict, a.record(), a.room(), &a.needed)
	})
}

// asking is what a check takes and gives beside the picture.
type asking struct {
	ask     C.StaydownAsk
	verdict C.StaydownVerdict
	line    []byte
	needed  C.size_t
}

func (a *asking) record() *C.char { return chars(a.line) }
func (a *asking) room() C.size_t  { return C.size_t(len(a.line)) }

// recordRoom is enough for the record of some twenty entries, in bytes. With less than a record needs the check is made again.
var recordRoom = 4096

func (m *Matcher) judge(ask Ask, check func(C.uint64_t, *asking) C.StaydownStatus) (Verdict, error) {
	asked, err := ask.c()
	if err != nil {
		return Verdict{}, err
	}
	a := &asking{ask: asked, line: make([]byte, recordRoom)}
	for {
		a.verdict = C.StaydownVerdict{size: C.sizeof_StaydownVerdict}
		err := m.open().call(func(number C.uint64_t) C.StaydownStatus { return check(number, a) })
		if err == nil {
			return verdictOf(&a.verdict, string(a.line[:a.needed-1]))
		}
		if !errors.Is(err, errBufferTooSmall) {
			return Verdict{}, err
		}
		a.line = make([]byte, a.needed)
	}
}

func (m *Matcher) open() *handle {
	if m == nil {
		return nil
	}
	return m.handle
}
