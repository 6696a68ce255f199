package staydown

import (
	"math/rand"
	"path/filepath"
	"testing"
)

// known is an open index of 100,000 random hashes, and hashes near to some of them.
func known(b *testing.B) (*Index, []Hash) {
	random := rand.New(rand.NewSource(7))
	hashes, ids := make([]Hash, 100_000), make([]uint64, 100_000)
	for i := range hashes {
		random.Read(hashes[i][:])
		ids[i] = uint64(i)
	}
	path := filepath.Join(b.TempDir(), "known.sdx")
	if err := BuildIndex(path, hashes, ids, nil); err != nil {
		b.Fatal(err)
	}
	near := hashes[:1000]
	for i := range near {
		near[i][i%32] ^= 0x11
	}
	index := openIndex(b, path, InMemory)
	b.ResetTimer()
	return index, near
}

func BenchmarkCall(b *testing.B) {
	index, _ := known(b)
	for i := 0; i < b.N; i++ {
		must(index.Info())
	}
}

func BenchmarkWithin(b *testing.B) {
	index, near := known(b)
	for i := 0; i < b.N; i++ {
		if hits := must(index.Within(near[i%len(near)], 31)); len(hits) != 1 {
			b.Fatal(hits)
		}
	}
}

func BenchmarkWithinBatch1000(b *testing.B) {
	index, near := known(b)
	for i := 0; i < b.N; i++ {
		batch := must(index.WithinBatch(near, 31))
		if len(batch) != 1000 || len(batch[999]) != 1 {
			b.Fatal(len(batch))
		}
	}
}
