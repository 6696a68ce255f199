package staydown

// #include <staydown.h>
import "C"

import (
	"encoding/json"
	"fmt"
	"time"
)

// Tier says how many guesses are made of what was done to a picture.
type Tier int

const (
	// Exact takes the picture as it is: only its own hash is asked for.
	Exact Tier = C.STAYDOWN_TIER_EXACT
	// Mirrored takes it turned by quarters and mirrored, too.
	Mirrored Tier = C.STAYDOWN_TIER_MIRRORED
	// Framed takes it cropped, bordered and in screenshots, too.
	Framed Tier = C.STAYDOWN_TIER_FRAMED
	// Thorough is everything that is known how to guess.
	Thorough Tier = C.STAYDOWN_TIER_THOROUGH
)

// String is the name, such as exact.
func (t Tier) String() string {
	return name("Tier", int(t), "exact", "mirrored", "framed", "thorough")
}

// Action is what to do with a picture.
type Action int

const (
	// Allow: nothing speaks against the picture.
	Allow Action = C.STAYDOWN_ACTION_ALLOW
	// Review: somebody should look.
	Review Action = C.STAYDOWN_ACTION_REVIEW
	// Block: the picture is listed.
	Block Action = C.STAYDOWN_ACTION_BLOCK
)

// String is the name, such as block.
func (a Action) String() string {
	return name("Action", int(a), "allow", "review", "block")
}

// Lists is the state of the lists that a picture was compared with.
type Lists int

const (
	// NoList: none was loaded.
	NoList Lists = C.STAYDOWN_LISTS_NONE
	// Partly: some could not be loaded.
	Partly Lists = C.STAYDOWN_LISTS_PARTLY
	// Stale: all were loaded, and some are older than they should be.
	Stale Lists = C.STAYDOWN_LISTS_STALE
	// Full: all were loaded and none is stale.
	Full Lists = C.STAYDOWN_LISTS_FULL
)

// String is the name, such as full.
func (l Lists) String() string {
	return name("Lists", int(l), "no-list", "partly", "stale", "full")
}

func name(kind string, at int, names ...string) string {
	if at < 0 || at >= len(names) {
		return fmt.Sprintf("%s(%d)", kind, at)
	}
	return names[at]
}

// Ask is how to ask a matcher. A field that is zero stands for its default.
type Ask struct {
	// Tier is Exact by default.
	Tier Tier
	// Budget is the time that the search may take, in steps of a microsecond; 0: no bound. When it is over the answer is given
	// from what was found.
	Budget time.Duration
	// Guesses are the hashes to ask at most; 0: no bound.
	Guesses uint64
	// Bytes, Pixels and Memory are what decoding may take: see [Limits].
	Bytes, Pixels, Memory uint64
}

func (a Ask) c() (C.StaydownAsk, error) {
	if a.Tier < Exact || a.Tier > Thorough {
		return C.StaydownAsk{}, badArgument("%d is no tier", int(a.Tier))
	}
	if a.Budget < 0 {
		return C.StaydownAsk{}, badArgument("the budget is below 0")
	}
	micros := a.Budget / time.Microsecond
	if a.Budget%time.Microsecond > 0 {
		micros++ // 0 would be no bound
	}
	return C.StaydownAsk{
		size: C.sizeof_StaydownAsk, tier: C.uint32_t(a.Tier), budget: C.uint64_t(micros), guesses: C.uint64_t(a.Guesses),
		bytes: C.uint64_t(a.Bytes), pixels: C.uint64_t(a.Pixels), memory: C.uint64_t(a.Memory),
	}, nil
}

// Verdict is what to do with a picture.
type Verdict struct {
	// Action is what to do.
	Action Action
	// Why is the reason, such as listed.
	Why string
	// Clean says that the picture was compared with all lists as they should be and nothing speaks against it. Allow alone does
	// not say so.
	Clean bool
	// Lists is the state of the lists.
	Lists Lists
	// Entries are those that count, those of allow-lists too.
	Entries []Entry
	// Quality is that of the picture's hash, 0 to 100; -1 if it has none.
	Quality int
	// Degraded says that the search was cut short, such as by its budget.
	Degraded bool
	// Undecoded is the Status that says why the picture could not be decoded, nil if it was. It was compared by its digests
	// alone then.
	Undecoded error
	// Generation is that of the catalogue that the answer is of; over an index alone, the number of files taken up.
	Generation uint64
	// Record is a line of JSON for a log, without hashes.
	Record string
}

// Entry is one of a list.
type Entry struct {
	// List is the name of the list.
	List string `json:"list"`
	// Number is the entry's in the catalogue.
	Number uint64 `json:"entry"`
}

func verdictOf(said *C.StaydownVerdict, record string) (Verdict, error) {
	verdict := Verdict{
		Action:     Action(said.action),
		Why:        C.GoString(&said.why[0]),
		Clean:      said.clean == 1,
		Lists:      Lists(said.lists),
		Quality:    int(said.quality),
		Degraded:   said.degraded == 1,
		Generation: uint64(said.generation),
		Record:     record,
	}
	if said.quality > 100 {
		verdict.Quality = -1
	}
	if said.undecoded != 0 {
		verdict.Undecoded = Status(said.undecoded)
	}
	var err error
	if said.entries > 0 {
		verdict.Entries, err = entriesOf(record)
	}
	return verdict, err
}

func entriesOf(record string) ([]Entry, error) {
	var held struct {
		Entries []Entry `json:"entries"`
	}
	if err := json.Unmarshal([]byte(record), &held); err != nil {
		return nil, &Error{ErrPanic, "the record is no JSON: " + err.Error()}
	}
	return held.Entries, nil
}
