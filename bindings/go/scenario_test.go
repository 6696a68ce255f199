package staydown

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func TestPictures(t *testing.T) {
	for _, wanted := range vectors.Pictures {
		file := read(t, wanted.Path)
		pdq := must(HashBytes(file, Limits{}))
		same(t, wanted.Path, pdq, must(HashFile(wanted.Path, Limits{})))
		same(t, wanted.Path, pdq.Hash.Hex(), wanted.PDQ)
		same(t, wanted.Path, pdq.Hash, parsed(t, wanted.PDQ))
		same(t, wanted.Path, pdq.Quality, wanted.Quality)
		same(t, wanted.Path, len(wanted.Orientations), len(pdq.Orientations))
		for i, turned := range wanted.Orientations {
			same(t, fmt.Sprint(wanted.Path, " turned ", i), pdq.Orientations[i].Hex(), turned)
		}
		phash := must(Classic(file, "phash-64/image_hasher-3.1.1", Limits{}))
		same(t, wanted.Path, hex.EncodeToString(phash), wanted.PHash)
		blockhash := must(Classic(file, "blockhash-256/image_hasher-3.1.1", Limits{}))
		same(t, wanted.Path, hex.EncodeToString(blockhash), wanted.Blockhash)
		digests := must(Digest(file))
		same(t, wanted.Path, hex.EncodeToString(digests.MD5[:]), wanted.MD5)
		same(t, wanted.Path, hex.EncodeToString(digests.SHA1[:]), wanted.SHA1)
		same(t, wanted.Path, hex.EncodeToString(digests.SHA256[:]), wanted.SHA256)
	}
}

func TestPixels(t *testing.T) {
	pixels := Pixels{Data: make([]byte, 64*80), Channels: 1, Width: 64, Height: 64, Stride: 80}
	for i := range pixels.Data {
		pixels.Data[i] = byte(i * i / 7)
	}
	luma := must(HashPixels(pixels))
	if luma.Quality == 0 {
		t.Error("the picture is flat")
	}
	rgb := Pixels{Channels: 3, Width: 64, Height: 64, Stride: 3 * 64}
	for y := 0; y < 64; y++ {
		clear(pixels.Data[y*80+64 : y*80+80]) // what lies between rows does not count
		for _, grey := range pixels.Data[y*80 : y*80+64] {
			rgb.Data = append(rgb.Data, grey, grey, grey)
		}
	}
	same(t, "with other bytes between rows", must(HashPixels(pixels)), luma)
	same(t, "in colours", must(HashPixels(rgb)).Hash.Distance(luma.Hash), 0)
}

func TestBadPictures(t *testing.T) {
	matcher := ofCatalogue(t)
	for _, bad := range vectors.Bad {
		file := unhexed(t, bad.Bytes)
		pdq, err := HashBytes(file, Limits{})
		same(t, bad.Error, pdq, PDQ{})
		var failure *Error
		if !errors.As(err, &failure) || failure.Text == "" {
			t.Fatalf("%v is not what was wrong", err)
		}
		same(t, bad.Error, failure.Status.Error(), bad.Error)
		verdict := must(matcher.Check(file, Ask{}))
		same(t, bad.Error, verdict.Undecoded, error(failure.Status))
		same(t, bad.Error, verdict.Quality, -1)
	}
}

func TestIndex(t *testing.T) {
	path := built(t)
	for mode := Mapped; mode <= InMemory; mode++ {
		index := openIndex(t, path, mode)
		finds(t, index)
		if err := index.Verify(); err != nil {
			t.Error(err)
		}
		same(t, "entries", must(index.Len()), len(vectors.Index.Entries))
		info := must(index.Info())
		same(t, "info", info, IndexInfo{Bits: 256, Entries: uint64(len(vectors.Index.Entries)), Profile: "pdq"})
	}
}

func finds(t *testing.T, index *Index) {
	t.Helper()
	for _, search := range vectors.Index.Within {
		hash := parsed(t, search.Hash)
		found(t, search, must(index.Within(hash, search.Radius)))
		same(t, "any", must(index.Any(hash, search.Radius)), len(search.Hits) > 0)
		hash[0] ^= 0xff
		same(t, "any", must(index.Any(hash, 7)), false)
	}
	for _, search := range vectors.Index.Nearest {
		found(t, search, must(index.Nearest(parsed(t, search.Hash), search.Count)))
	}
}

func found(t *testing.T, search search, hits []Hit) {
	t.Helper()
	same(t, "hits", len(hits), len(search.Hits))
	for i, wanted := range search.Hits {
		same(t, "hit", hits[i], Hit{ID: wanted.first, Distance: wanted.second})
	}
}

// All entries are more than there is room for at first; brute force says what the distances are.
func TestMoreHitsThanUsual(t *testing.T) {
	index := openIndex(t, built(t), InMemory)
	hashes, ids := entries(t)
	distances := make(map[uint64]int)
	for i, hash := range hashes {
		distances[ids[i]] = hash.Distance(hashes[0])
	}
	for _, hits := range [][]Hit{
		must(index.Within(hashes[0], 256)),
		must(index.Nearest(hashes[0], 1000)),
		must(index.WithinBatch(hashes, 256))[0],
	} {
		same(t, "hits", len(hits), len(hashes))
		sorted := slices.IsSortedFunc(hits, func(a, b Hit) int { return int(a.Distance) - int(b.Distance) })
		same(t, "sorted", sorted, true)
		for _, hit := range hits {
			same(t, "distance", int(hit.Distance), distances[hit.ID])
		}
	}
}

func TestBatch(t *testing.T) {
	index := openIndex(t, built(t), Mapped)
	hashes, _ := entries(t)
	batch := must(index.WithinBatch(hashes, 31))
	same(t, "answers", len(batch), len(hashes))
	several := 0
	for i, hits := range batch {
		alone := must(index.Within(hashes[i], 31))
		same(t, "like a search alone", slices.Equal(hits, alone), true)
		if len(hits) > 1 {
			several++
		}
	}
	if several == 0 {
		t.Error("no hash finds more than itself")
	}
}

func TestListsOfEntries(t *testing.T) {
	path := t.TempDir() + "/listed.sdx"
	hashes, ids := entries(t)
	if err := BuildIndex(path, hashes[:2], ids[:2], []uint16{7, 65535}); err != nil {
		t.Fatal(err)
	}
	hits := must(openIndex(t, path, InMemory).Within(hashes[1], 0))
	same(t, "hits", len(hits), 1)
	same(t, "hit", hits[0], Hit{ID: ids[1], List: 65535})
}

func TestVerdicts(t *testing.T) {
	matcher := ofCatalogue(t)
	defer func(usual int) { recordRoom = usual }(recordRoom)
	for _, room := range []int{recordRoom, 1} { // with 1 each check is made again
		recordRoom = room
		judges(t, matcher, vectors.Catalogue.Checks)
	}
}

func TestVerdictsOfAnIndexAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "known.sdx")
	var hashes []Hash
	var ids []uint64
	var lists []uint16
	for _, entry := range vectors.Alone.Entries {
		hashes, ids, lists = append(hashes, parsed(t, entry.Hash)), append(ids, entry.ID), append(lists, entry.List)
	}
	if err := BuildIndex(path, hashes, ids, lists); err != nil {
		t.Fatal(err)
	}
	matcher := must(OpenMatcherOver(path, ""))
	t.Cleanup(func() { matcher.Close() })
	judges(t, matcher, vectors.Alone.Checks)
	if err := BuildIndex(path, nil, nil, nil); err != nil {
		t.Fatal(err)
	}
	if err := matcher.Refresh(); err != nil {
		t.Error(err)
	}
	verdict := must(matcher.CheckHash(hashes[0], 90, Ask{}))
	same(t, "without entries", verdict.Why, "no-list")
	same(t, "without entries", verdict.Generation, 2)
	careful := must(OpenMatcherOver(path, `{"no_list": "block"}`))
	t.Cleanup(func() { careful.Close() })
	same(t, "under rules", must(careful.CheckHash(hashes[0], 90, Ask{})).Action, Block)
}

func judges(t *testing.T, matcher *Matcher, checks []check) {
	t.Helper()
	tiers := map[string]Tier{"exact": Exact, "mirrored": Mirrored, "framed": Framed, "thorough": Thorough}
	for _, wanted := range checks {
		verdict := must(matcher.Check(read(t, wanted.Path), Ask{Tier: tiers[wanted.Tier]}))
		same(t, wanted.Path, verdict.Action.String(), wanted.Action)
		same(t, wanted.Path, verdict.Why, wanted.Why)
		same(t, wanted.Path, verdict.Lists.String(), wanted.Lists)
		same(t, wanted.Path, verdict.Generation, wanted.Generation)
		same(t, wanted.Path, len(verdict.Entries), len(wanted.Entries))
		for i, entry := range wanted.Entries {
			same(t, wanted.Path, verdict.Entries[i], Entry{entry.first, entry.second})
		}
		if wanted.Undecoded == "" {
			same(t, wanted.Path, verdict.Undecoded, nil)
			same(t, wanted.Path, verdict.Quality >= 0, true)
		} else {
			same(t, wanted.Path, verdict.Undecoded.Error(), wanted.Undecoded)
		}
		var record struct{ Action, Why string }
		if err := json.Unmarshal([]byte(verdict.Record), &record); err != nil {
			t.Error(err)
		}
		same(t, wanted.Path, record, struct{ Action, Why string }{wanted.Action, wanted.Why})
	}
}

func TestBounds(t *testing.T) {
	matcher := ofCatalogue(t)
	mirrored := vectors.Catalogue.Checks[3]
	same(t, "tier", mirrored.Tier, "mirrored")
	for guesses, wanted := range []Action{Block, Allow, Block} { // 0 is no bound, and 1 the picture as it is
		ask := Ask{Tier: Mirrored, Guesses: []uint64{0, 1, 8}[guesses]}
		same(t, "with guesses", must(matcher.Check(read(t, mirrored.Path), ask)).Action, wanted)
	}
	for budget, wanted := range []bool{false, true} { // one nanosecond is over before anything is found
		ask := Ask{Tier: Framed, Budget: time.Duration(budget)}
		same(t, "degraded", must(matcher.Check(read(t, vectors.Catalogue.Checks[4].Path), ask)).Degraded, wanted)
	}
}

func TestVerdictsOfHashesAndPixels(t *testing.T) {
	matcher := ofCatalogue(t)
	listed := parsed(t, vectors.Pictures[0].PDQ)
	verdict := must(matcher.CheckHash(listed, 90, Ask{}))
	same(t, "listed", verdict.Action, Block)
	same(t, "clean", verdict.Clean, false)
	same(t, "quality", verdict.Quality, 90)
	verdict = must(matcher.CheckHash(parsed(t, vectors.Index.Entries[0].first), 90, Ask{Guesses: 1}))
	same(t, "not listed", verdict.Action, Allow)
	same(t, "clean", verdict.Clean, true)
	flat := Pixels{Data: bytes.Repeat([]byte{200}, 3*64*64), Channels: 3, Width: 64, Height: 64, Stride: 3 * 64}
	verdict = must(matcher.CheckPixels(flat, Ask{}))
	same(t, "flat", verdict.Why, "cannot-tell")
	same(t, "quality", verdict.Quality, 0)
	if err := matcher.Refresh(); err != nil {
		t.Error(err)
	}
}
