package staydown

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func fails(t *testing.T, what string, err error, wanted Status) {
	t.Helper()
	var failure *Error
	if !errors.As(err, &failure) || !errors.Is(err, wanted) || errors.Is(err, wanted+1) {
		t.Errorf("%s: %v, not %v", what, err, wanted)
	} else if failure.Text == "" || !strings.Contains(err.Error(), wanted.Error()) {
		t.Errorf("%s says nothing: %v", what, err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestClosedAndNeverOpened(t *testing.T) {
	index, matcher := openIndex(t, built(t), Mapped), ofCatalogue(t)
	for _, open := range []io.Closer{index, matcher} {
		if err := open.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for i, wanted := range []Status{ErrClosed, ErrUnknownHandle, ErrUnknownHandle} {
		index, matcher := []*Index{index, {}, nil}[i], []*Matcher{matcher, {}, nil}[i]
		fails(t, "Close", index.Close(), wanted)
		fails(t, "Info", second(index.Info()), wanted)
		fails(t, "Len", second(index.Len()), wanted)
		fails(t, "Verify", index.Verify(), wanted)
		fails(t, "Within", second(index.Within(Hash{}, 0)), wanted)
		fails(t, "Nearest", second(index.Nearest(Hash{}, 1)), wanted)
		fails(t, "Any", second(index.Any(Hash{}, 0)), wanted)
		fails(t, "WithinBatch", second(index.WithinBatch(make([]Hash, 3), 0)), wanted)
		fails(t, "Close", matcher.Close(), wanted)
		fails(t, "Refresh", matcher.Refresh(), wanted)
		fails(t, "Check", second(matcher.Check(nil, Ask{})), wanted)
		fails(t, "CheckHash", second(matcher.CheckHash(Hash{}, 50, Ask{})), wanted)
		pixels := Pixels{Data: make([]byte, 64), Channels: 1, Width: 8, Height: 8, Stride: 8}
		fails(t, "CheckPixels", second(matcher.CheckPixels(pixels, Ask{})), wanted)
	}
}

func TestPixelsThatAreNotThere(t *testing.T) {
	matcher := ofCatalogue(t)
	for _, pixels := range []Pixels{
		{},
		{Channels: 1, Width: 8, Height: 8, Stride: 8},
		{Data: make([]byte, 63), Channels: 1, Width: 8, Height: 8, Stride: 8},
		{Data: make([]byte, 64), Channels: 1, Width: 8, Height: 8, Stride: 7},
		{Data: make([]byte, 64), Channels: 3, Width: 8, Height: 8, Stride: 8},
		{Data: make([]byte, 64), Channels: 2, Width: 4, Height: 8, Stride: 8},
		{Data: make([]byte, 64), Channels: 1 << 32, Width: 8, Height: 8, Stride: 8},
		{Data: make([]byte, 64), Channels: 1<<32 + 1, Width: 8, Height: 8, Stride: 8},
		{Data: make([]byte, 64), Channels: 1, Width: 0, Height: 8, Stride: 8},
		{Data: make([]byte, 64), Channels: 1, Width: 8, Height: -1, Stride: 8},
		{Data: make([]byte, 64), Channels: 1, Width: -8, Height: 8, Stride: -8},
		{Data: make([]byte, 64), Channels: 1, Width: 8, Height: 1, Stride: -8},
		{Data: make([]byte, 64), Channels: 1, Width: 8, Height: 1 << 62, Stride: 8},
	} {
		what := fmt.Sprint(len(pixels.Data), " bytes, ", pixels.Channels, pixels.Width, pixels.Height, pixels.Stride)
		fails(t, what, second(HashPixels(pixels)), ErrBadArgument)
		fails(t, what, second(matcher.CheckPixels(pixels, Ask{})), ErrBadArgument)
	}
}

func TestArgumentsThatAreNotAllowed(t *testing.T) {
	path := built(t)
	index, matcher := openIndex(t, path, InMemory), ofCatalogue(t)
	file := read(t, vectors.Pictures[0].Path)
	three := make([]Hash, 3)
	for what, err := range map[string]error{
		"too few ids":         BuildIndex(path, three, make([]uint64, 2), nil),
		"too many ids":        BuildIndex(path, three, make([]uint64, 4), nil),
		"too few lists":       BuildIndex(path, three, make([]uint64, 3), make([]uint16, 2)),
		"no lists, not nil":   BuildIndex(path, three, make([]uint64, 3), []uint16{}),
		"path with a zero":    BuildIndex(path+"\x00", nil, nil, nil),
		"path not UTF-8":      BuildIndex(path+"\xff", nil, nil, nil),
		"open with a zero":    second(OpenIndex("a\x00b", Mapped)),
		"mode 3":              second(OpenIndex(path, 3)),
		"mode -1":             second(OpenIndex(path, -1)),
		"mode -2^32":          second(OpenIndex(path, -1<<32)),
		"file with a zero":    second(HashFile("\x00", Limits{})),
		"profile with a zero": second(Classic(file, "\x00", Limits{})),
		"profile of no hash":  second(Classic(file, "phash", Limits{})),
		"profile not classic": second(Classic(file, "pdq", Limits{})),
		"radius -1":           second(index.Within(Hash{}, -1)),
		"any radius -1":       second(index.Any(Hash{}, -1)),
		"batch radius -1":     second(index.WithinBatch(three, -1)),
		"radius of 33 bits":   second(index.Within(Hash{}, 1<<32)),
		"nearest -1":          second(index.Nearest(Hash{}, -1)),
		"quality -1":          second(matcher.CheckHash(Hash{}, -1, Ask{})),
		"quality 101":         second(matcher.CheckHash(Hash{}, 101, Ask{})),
		"quality 50 - 2^32":   second(matcher.CheckHash(Hash{}, 50-1<<32, Ask{})),
		"tier 4":              second(matcher.Check(file, Ask{Tier: 4})),
		"tier -1":             second(matcher.Check(file, Ask{Tier: -1})),
		"tier 2^32":           second(matcher.Check(file, Ask{Tier: 1 << 32})),
		"budget -1":           second(matcher.Check(file, Ask{Budget: -time.Second})),
		"rules":               second(OpenMatcher(path, MatcherOptions{Rules: "{"})),
		"rules with a zero":   second(OpenMatcher(path, MatcherOptions{Rules: "{}\x00"})),
		"hash of 63 digits":   second(ParseHash(strings.Repeat("0", 63))),
		"hash of 66 digits":   second(ParseHash(strings.Repeat("0", 66))),
		"hash with a g":       second(ParseHash(strings.Repeat("0", 63) + "g")),
	} {
		fails(t, what, err, ErrBadArgument)
	}
	same(t, "the index is still that of before", must(openIndex(t, path, Mapped).Len()), len(vectors.Index.Entries))
}

func TestFilesThatAreNotRight(t *testing.T) {
	folder := t.TempDir()
	nowhere := filepath.Join(folder, "no", "such")
	fails(t, "HashFile", second(HashFile(nowhere, Limits{})), ErrIO)
	fails(t, "OpenIndex", second(OpenIndex(nowhere, Mapped)), ErrIO)
	fails(t, "BuildIndex", BuildIndex(nowhere, nil, nil, nil), ErrIO)
	fails(t, "OpenIndex", second(OpenIndex(vectors.Pictures[0].Path, InMemory)), ErrBadIndex)
	fails(t, "OpenMatcher", second(OpenMatcher(nowhere, MatcherOptions{})), ErrBadCatalogue)
	index := built(t)
	fails(t, "OpenMatcher", second(OpenMatcher(index, MatcherOptions{})), ErrBadCatalogue)

	damaged := read(t, index)
	damaged[len(damaged)/2] ^= 1
	if err := os.WriteFile(index, damaged, 0o600); err != nil {
		t.Fatal(err)
	}
	fails(t, "Verify", openIndex(t, index, InMemory).Verify(), ErrBadIndex)
}

func TestLimits(t *testing.T) {
	file := read(t, vectors.Pictures[0].Path)
	for i, limits := range []Limits{{Width: 5}, {Height: 6}, {Bytes: 7}, {Pixels: 8}, {Memory: 9}} {
		_, err := HashBytes(file, limits)
		fails(t, "HashBytes", err, ErrPictureTooLarge)
		same(t, err.Error(), strings.Contains(err.Error(), []string{"width", "height", "bytes", "pixels", "memory"}[i]), true)
		fails(t, "HashFile", second(HashFile(vectors.Pictures[0].Path, limits)), ErrPictureTooLarge)
		fails(t, "Classic", second(Classic(file, "phash-64/image_hasher-3.1.1", limits)), ErrPictureTooLarge)
	}
	matcher := ofCatalogue(t)
	for _, ask := range []Ask{{Bytes: 7}, {Pixels: 8}, {Memory: 9}} {
		verdict := must(matcher.Check(file, ask))
		same(t, "undecoded", errors.Is(verdict.Undecoded, ErrPictureTooLarge), true)
	}
	must(HashFile("tests/data/photos/coffee.jpg", Limits{Width: 600, Height: 400, Frames: 1, Pixels: 600 * 400}))
	limits := must(DefaultLimits())
	same(t, "smallest default", min(uint64(limits.Width), uint64(limits.Frames), limits.Bytes, limits.Pixels, limits.Memory) > 0, true)
	same(t, "as by default", must(HashBytes(file, limits)), must(HashBytes(file, Limits{})))
}

func TestBudget(t *testing.T) {
	for budget, wanted := range map[time.Duration]int{
		0: 0, 1: 1, time.Microsecond: 1, time.Microsecond + 1: 2, time.Second: 1_000_000,
	} {
		asked := must(Ask{Budget: budget}.c())
		same(t, budget.String(), int(asked.budget), wanted)
	}
}

func TestNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "empty.sdx")
	if err := BuildIndex(path, nil, []uint64{}, nil); err != nil {
		t.Fatal(err)
	}
	index := openIndex(t, path, Mapped)
	same(t, "entries", must(index.Len()), 0)
	same(t, "hits", len(must(index.Within(Hash{}, 256))), 0)
	same(t, "nearest", len(must(index.Nearest(Hash{}, 3))), 0)
	same(t, "batch", len(must(index.WithinBatch(nil, 31))), 0)
	for _, file := range [][]byte{nil, {}} {
		fails(t, "HashBytes", second(HashBytes(file, Limits{})), ErrPictureUnknown)
		digests := must(Digest(file))
		same(t, "MD5", string(digests.MD5[:]), string(unhexed(t, "d41d8cd98f00b204e9800998ecf8427e")))
	}
}

func TestHashesAreNotShown(t *testing.T) {
	hash := parsed(t, vectors.Pictures[0].PDQ)
	upper := parsed(t, strings.ToUpper(vectors.Pictures[0].PDQ))
	pdq := PDQ{Hash: hash}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%X", "%d", "%q"} {
		shown := fmt.Sprintf(verb, hash)
		same(t, verb, shown, fmt.Sprintf(verb, upper))
		same(t, verb, len(shown), len("Hash(#01234567)"))
		same(t, verb, strings.Contains(fmt.Sprintf(verb, pdq), shown), true)
		same(t, verb, fmt.Sprintf(verb, Digests{MD5: [16]byte{1}}), "Digests(..)")
	}
	same(t, "distance", Hash{}.Distance(parsed(t, strings.Repeat("f", 64))), 256)
	same(t, "distance", Hash{31: 1}.Distance(Hash{0: 3}), 3)
}

func TestNames(t *testing.T) {
	same(t, "status", ErrClosed.Error(), "closed-handle")
	same(t, "status", Status(99).Error(), "?")
	same(t, "tier", fmt.Sprint(Thorough, Tier(9)), "thorough Tier(9)")
	same(t, "version", strings.Count(Version(), "."), 2)
}
