package staydown

// #include <staydown.h>
import "C"

import "runtime"

// handle is a number that the library gave out for something open; it never gives it out again.
type handle struct {
	number C.uint64_t
}

func opened(open func(number *C.uint64_t) C.StaydownStatus) (*handle, error) {
	h := new(handle)
	if err := call(func() C.StaydownStatus { return open(&h.number) }); err != nil {
		return nil, err
	}
	runtime.SetFinalizer(h, (*handle).close)
	return h, nil
}

// call runs a function on the number, which stays open until it returns unless somebody closes it.
func (h *handle) call(f func(number C.uint64_t) C.StaydownStatus) error {
	if h == nil {
		return &Error{ErrUnknownHandle, "it was not opened"}
	}
	err := call(func() C.StaydownStatus { return f(h.number) })
	runtime.KeepAlive(h)
	return err
}

func (h *handle) close() error {
	return h.call(func(number C.uint64_t) C.StaydownStatus { return C.staydown_close(number) })
}
