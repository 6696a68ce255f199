package staydown

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// pair is an array of two different things.
type pair[A, B any] struct {
	first  A
	second B
}

func (p *pair[A, B]) UnmarshalJSON(text []byte) error {
	return json.Unmarshal(text, &[]any{&p.first, &p.second})
}

type search struct {
	Hash          string
	Radius, Count int
	Hits          []pair[uint64, uint32]
}

// vectors are bindings/vectors.json.
var vectors struct {
	Pictures []struct {
		Path, PDQ, PHash, Blockhash, MD5, SHA1, SHA256 string
		Quality                                        int
		Orientations                                   []string
	}
	Bad []struct {
		Bytes, Error string
	}
	Index struct {
		Entries         []pair[string, uint64]
		Within, Nearest []search
	}
	Catalogue struct {
		Path   string
		Checks []check
	}
	Alone struct {
		Entries []struct {
			Hash string
			ID   uint64
			List uint16
		}
		Checks []check
	}
}

type check struct {
	Path, Tier, Action, Why, Lists, Undecoded string
	Entries                                   []pair[string, uint64]
	Generation                                uint64
}

// Paths in the vectors begin at the root of the repository.
func TestMain(m *testing.M) {
	if err := load(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func load() error {
	if err := os.Chdir("../.."); err != nil {
		return err
	}
	text, err := os.ReadFile("bindings/vectors.json")
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &vectors); err != nil {
		return err
	}
	v := &vectors
	for _, count := range []int{
		len(v.Pictures), len(v.Bad), len(v.Index.Entries), len(v.Index.Within), len(v.Index.Nearest), len(v.Catalogue.Checks),
		len(v.Alone.Checks),
	} {
		if count < 4 {
			return fmt.Errorf("the vectors are not all there: %d", count)
		}
	}
	return nil
}

// must ends the whole test: what the vectors say can be done cannot.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func same[T comparable](t *testing.T, what string, got, wanted T) {
	t.Helper()
	if got != wanted {
		t.Errorf("%s: %v, not %v", what, got, wanted)
	}
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	return must(os.ReadFile(path))
}

func parsed(t testing.TB, text string) Hash {
	t.Helper()
	return must(ParseHash(text))
}

func unhexed(t testing.TB, text string) []byte {
	t.Helper()
	return must(hex.DecodeString(text))
}

func entries(t testing.TB) (hashes []Hash, ids []uint64) {
	t.Helper()
	for _, entry := range vectors.Index.Entries {
		hashes = append(hashes, parsed(t, entry.first))
		ids = append(ids, entry.second)
	}
	return hashes, ids
}

// built is the path of an index of the vectors' entries.
func built(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "known.sdx")
	hashes, ids := entries(t)
	if err := BuildIndex(path, hashes, ids, nil); err != nil {
		t.Fatal(err)
	}
	return path
}

func openIndex(t testing.TB, path string, mode OpenMode) *Index {
	t.Helper()
	index := must(OpenIndex(path, mode))
	t.Cleanup(func() { index.Close() })
	return index
}

// catalogue is the path of a copy of the vectors' catalogue.
func catalogue(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "catalogue.db")
	if err := os.WriteFile(path, read(t, vectors.Catalogue.Path), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func openMatcherOf(t testing.TB, catalogue string) *Matcher {
	t.Helper()
	matcher := must(OpenMatcher(catalogue, MatcherOptions{}))
	t.Cleanup(func() { matcher.Close() })
	return matcher
}

func ofCatalogue(t testing.TB) *Matcher {
	t.Helper()
	return openMatcherOf(t, catalogue(t))
}
