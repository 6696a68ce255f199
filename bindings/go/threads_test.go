package staydown

import (
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"testing"
)

const threads = 8

// together runs a function in many goroutines, and another beside them.
func together(t *testing.T, f func(thread int) error, beside func()) {
	t.Helper()
	var all sync.WaitGroup
	for thread := 0; thread < threads; thread++ {
		all.Add(1)
		go func(thread int) {
			defer all.Done()
			if err := f(thread); err != nil {
				t.Error(err)
			}
		}(thread)
	}
	beside()
	all.Wait()
}

// They ask while another builds, opens, withdraws what is listed, refreshes and closes.
func TestThreads(t *testing.T) {
	path := built(t)
	lists := catalogue(t)
	index, matcher := openIndex(t, path, Mapped), openMatcherOf(t, lists)
	hashes, ids := entries(t)
	wanted := must(index.WithinBatch(hashes, 31))
	listed := parsed(t, vectors.Pictures[0].PDQ)
	asks := func(int) error {
		withdrawn := false
		for i, hash := range hashes {
			verdict, err := matcher.CheckHash(listed, 90, Ask{})
			if err != nil || withdrawn && verdict.Action != Allow {
				return fmt.Errorf("a withdrawn entry counts again: %w", err)
			}
			withdrawn = verdict.Action == Allow
			hits, err := index.Within(hash, 31)
			if err != nil || fmt.Sprint(hits) != fmt.Sprint(wanted[i]) {
				return fmt.Errorf("another answer: %v %w", hits, err)
			}
			verdict, err = matcher.CheckHash(hash, 90, Ask{})
			if err != nil || verdict.Action != Allow {
				return fmt.Errorf("another verdict: %v %w", verdict.Action, err)
			}
		}
		return nil
	}
	together(t, asks, func() {
		for i := 0; i < 40; i++ {
			if err := BuildIndex(path, hashes, ids, nil); err != nil {
				t.Error(err)
			}
			if i == 10 {
				withdraw(t, lists, matcher, listed)
			}
			other := must(OpenIndex(path, InMemory))
			if err := errors.Join(matcher.Refresh(), other.Close()); err != nil {
				t.Error(err)
			}
		}
	})
}

func withdraw(t *testing.T, lists string, matcher *Matcher, listed Hash) {
	t.Helper()
	same(t, "before", must(matcher.CheckHash(listed, 90, Ask{})).Action != Allow, true)
	if text, err := exec.Command("bindings/withdraw", lists, "1").CombinedOutput(); err != nil {
		t.Errorf("%s: %v", text, err)
	}
	if err := matcher.Refresh(); err != nil {
		t.Error(err)
	}
	same(t, "withdrawn", must(matcher.CheckHash(listed, 90, Ask{})).Action, Allow)
}

// Whoever is within a call gets the answer, and later ones that it is closed.
func TestCloseDuringCalls(t *testing.T) {
	hashes, _ := entries(t)
	for mode := Mapped; mode <= InMemory; mode++ {
		index := openIndex(t, built(t), mode)
		var begun sync.WaitGroup
		begun.Add(threads)
		asks := func(int) error {
			for once := begun.Done; ; once = func() {} {
				batch, err := index.WithinBatch(hashes, 31)
				once()
				if errors.Is(err, ErrClosed) {
					return nil
				}
				if err != nil || len(batch) != len(hashes) || len(batch[0]) == 0 {
					return fmt.Errorf("%d answers, %w", len(batch), err)
				}
			}
		}
		together(t, asks, func() {
			begun.Wait()
			if err := index.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestOneOfManyCloses(t *testing.T) {
	matcher := ofCatalogue(t)
	var lock sync.Mutex
	closed := 0
	closes := func(int) error {
		err := matcher.Close()
		if errors.Is(err, ErrClosed) {
			return nil
		}
		lock.Lock()
		defer lock.Unlock()
		closed++
		return err
	}
	together(t, closes, func() {})
	same(t, "closed", closed, 1)
}

// The text of a failure is that of the call, whichever thread the goroutine ran on.
func TestTextsOfManyThreads(t *testing.T) {
	asks := func(thread int) error {
		for i := 0; i < 2000; i++ {
			path := fmt.Sprintf("no-such-file-%d-%d", thread, i)
			_, err := HashFile(path, Limits{})
			if !errors.Is(err, ErrIO) || !strings.Contains(err.Error(), path+" ") {
				return fmt.Errorf("%s: %w", path, err)
			}
		}
		return nil
	}
	together(t, asks, func() {})
}

func TestForgottenIsClosed(t *testing.T) {
	number := func() *handle {
		index := must(OpenIndex(built(t), InMemory))
		return &handle{index.handle.number}
	}()
	again := &Index{number}
	for i := 0; !errors.Is(again.Verify(), ErrClosed); i++ {
		if i == 2000 {
			t.Fatal("it is still open")
		}
		runtime.GC()
		runtime.Gosched() // to what closes it
	}
}
