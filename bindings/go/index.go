package staydown

// #include <staydown.h>
import "C"

import (
	"errors"
	"math"
	"unsafe"
)

// OpenMode says how an index is brought into memory.
type OpenMode int

const (
	// Mapped maps the file, which must not be shortened while it is open: at once, and shared by processes.
	Mapped OpenMode = C.STAYDOWN_OPEN_MAPPED
	// Populated is the same, brought into memory first.
	Populated OpenMode = C.STAYDOWN_OPEN_POPULATED
	// InMemory reads the file into memory of its own: the fastest to search, and safe from whatever happens to the file.
	InMemory OpenMode = C.STAYDOWN_OPEN_MEMORY
)

// Hit is an entry that was found.
type Hit struct {
	// ID is what the entry was given.
	ID uint64
	// Distance is the number of bits in which it differs.
	Distance uint32
	// List is the number of the list that was given to the entry, at most 65,535.
	List uint32
}

// The library writes hits and reads hashes where Go has them: negative sizes do not compile.
var (
	_ [C.sizeof_StaydownHit - unsafe.Sizeof(Hit{})]byte
	_ [unsafe.Sizeof(Hit{}) - C.sizeof_StaydownHit]byte
	_ [unsafe.Offsetof(Hit{}.List) - unsafe.Offsetof(C.StaydownHit{}.list)]byte
	_ [unsafe.Offsetof(Hit{}.Distance) - unsafe.Offsetof(C.StaydownHit{}.distance)]byte
	_ [C.sizeof_StaydownHash - unsafe.Sizeof(Hash{})]byte
	_ [unsafe.Sizeof(Hash{}) - C.sizeof_StaydownHash]byte
)

// IndexInfo is what an index holds.
type IndexInfo struct {
	// Bits are those of a hash.
	Bits int
	// Entries is their number.
	Entries uint64
	// Profile is the name of the hashes' profile, such as pdq.
	Profile string
}

// Index is an open index of PDQ hashes.
type Index struct {
	handle *handle
}

// BuildIndex builds an index and puts it in place of the file of that path, as a whole or not at all.
//
// Entry i has hashes[i], ids[i] and the list lists[i]; without lists it is 0. Fails with [ErrBadArgument] if the lengths differ,
// [ErrIO] and [ErrBadIndex].
func BuildIndex(path string, hashes []Hash, ids []uint64, lists []uint16) error {
	if len(ids) != len(hashes) || lists != nil && len(lists) != len(hashes) {
		return badArgument("%d hashes, %d ids and %d lists", len(hashes), len(ids), len(lists))
	}
	name, err := text(path)
	if err != nil {
		return err
	}
	return call(func() C.StaydownStatus {
		return C.staydown_index_build(chars(name), first(hashes),
			(*C.uint64_t)(unsafe.SliceData(ids)), (*C.uint16_t)(unsafe.SliceData(lists)), C.size_t(len(hashes)))
	})
}

// OpenIndex opens an index of 256-bit hashes. Only its header is checked: see [Index.Verify]. Fails with [ErrIO], [ErrBadIndex]
// and, for another mode, [ErrBadArgument].
func OpenIndex(path string, mode OpenMode) (*Index, error) {
	name, err := text(path)
	if err != nil {
		return nil, err
	}
	if mode < Mapped || mode > InMemory {
		return nil, badArgument("%d is no way to open an index", mode)
	}
	handle, err := opened(func(number *C.uint64_t) C.StaydownStatus {
		return C.staydown_index_open(chars(name), C.uint32_t(mode), number)
	})
	if err != nil {
		return nil, err
	}
	return &Index{handle}, nil
}

// Close closes the index. Calls of other goroutines go on to their end. Fails with [ErrClosed] the second time.
func (x *Index) Close() error {
	return x.open().close()
}

// Info says what the index holds. Fails with [ErrClosed].
func (x *Index) Info() (IndexInfo, error) {
	info := C.StaydownIndexInfo{size: C.sizeof_StaydownIndexInfo}
	err := x.open().call(func(number C.uint64_t) C.StaydownStatus { return C.staydown_index_info(number, &info) })
	if err != nil {
		return IndexInfo{}, err
	}
	return IndexInfo{int(info.bits), uint64(info.entries), C.GoString(&info.profile[0])}, nil
}

// Len is the number of entries. Fails with [ErrClosed].
func (x *Index) Len() (int, error) {
	info, err := x.Info()
	return int(info.Entries), err
}

// Verify reads all of the index and compares it with its checksums. Fails with [ErrBadIndex] and [ErrClosed].
func (x *Index) Verify() error {
	return x.open().call(func(number C.uint64_t) C.StaydownStatus { return C.staydown_index_verify(number) })
}

// Within finds all entries that differ from the hash in at most radius bits, ordered by distance, then id, then list.
//
// Fails with [ErrClosed], and [ErrBadArgument] for a radius below 0.
func (x *Index) Within(hash Hash, radius int) ([]Hit, error) {
	bits, err := radiusOf(radius)
	if err != nil {
		return nil, err
	}
	return x.search(func(number C.uint64_t, hits *C.StaydownHit, room C.size_t, needed *C.size_t) C.StaydownStatus {
		return C.staydown_index_within(number, one(&hash), bits, hits, room, needed)
	})
}

// Nearest finds the count nearest entries, or all if there are fewer, in the same order.
//
// Fails with [ErrClosed], and [ErrBadArgument] for a count below 0.
func (x *Index) Nearest(hash Hash, count int) ([]Hit, error) {
	if count < 0 {
		return nil, badArgument("%d is no number of entries", count)
	}
	return x.search(func(number C.uint64_t, hits *C.StaydownHit, room C.size_t, needed *C.size_t) C.StaydownStatus {
		return C.staydown_index_nearest(number, one(&hash), C.size_t(count), hits, room, needed)
	})
}

// Any says whether any entry differs from the hash in at most radius bits. Fails as [Index.Within] does.
func (x *Index) Any(hash Hash, radius int) (bool, error) {
	bits, err := radiusOf(radius)
	if err != nil {
		return false, err
	}
	var found C.uint32_t
	err = x.open().call(func(number C.uint64_t) C.StaydownStatus {
		return C.staydown_index_any(number, one(&hash), bits, &found)
	})
	return found == 1, err
}

// WithinBatch is [Index.Within] for many hashes, on all processors: element i has the hits of hashes[i].
func (x *Index) WithinBatch(hashes []Hash, radius int) ([][]Hit, error) {
	bits, err := radiusOf(radius)
	if err != nil {
		return nil, err
	}
	offsets := make([]C.size_t, len(hashes)+1)
	asks := func(number C.uint64_t, hits *C.StaydownHit, room C.size_t, needed *C.size_t) C.StaydownStatus {
		return C.staydown_index_within_batch(number, first(hashes), C.size_t(len(hashes)), bits,
			unsafe.SliceData(offsets), hits, room, needed)
	}
	hits, err := x.collect(2*len(hashes)+16, asks)
	if err != nil {
		return nil, err
	}
	answers := make([][]Hit, len(hashes))
	for i := range answers {
		answers[i] = hits[offsets[i]:offsets[i+1]:offsets[i+1]]
	}
	return answers, nil
}

// searching writes hits where there is room for them, and how many are needed.
type searching = func(number C.uint64_t, hits *C.StaydownHit, room C.size_t, needed *C.size_t) C.StaydownStatus

func (x *Index) search(f searching) ([]Hit, error) {
	return x.collect(16, f)
}

// collect asks again with as much room as is needed. An index does not change: once is enough.
func (x *Index) collect(room int, f searching) ([]Hit, error) {
	var needed C.size_t
	for {
		hits := make([]Hit, room)
		err := x.open().call(func(number C.uint64_t) C.StaydownStatus {
			return f(number, (*C.StaydownHit)(unsafe.Pointer(unsafe.SliceData(hits))), C.size_t(room), &needed)
		})
		if err == nil {
			return hits[:needed:needed], nil
		}
		if !errors.Is(err, errBufferTooSmall) {
			return nil, err
		}
		room = int(needed)
	}
}

func (x *Index) open() *handle {
	if x == nil {
		return nil
	}
	return x.handle
}

func radiusOf(bits int) (C.uint32_t, error) {
	if bits < 0 || uint64(bits) > math.MaxUint32 {
		return 0, badArgument("%d is no radius", bits)
	}
	return C.uint32_t(bits), nil
}

func one(hash *Hash) *C.StaydownHash {
	return (*C.StaydownHash)(unsafe.Pointer(hash))
}

func first(hashes []Hash) *C.StaydownHash {
	return one(unsafe.SliceData(hashes))
}
