package staydown

// #cgo pkg-config: staydown
// #include <staydown.h>
import "C"

import (
	"fmt"
	"runtime"
	"unsafe"
)

// Status says how a call failed. It is an error, so that a status can be asked for: errors.Is(err, staydown.ErrClosed).
type Status int32

// The statuses. Later versions of the library may add some.
const (
	// ErrBadLength: a length is larger than memory can be.
	ErrBadLength Status = C.STAYDOWN_STATUS_BAD_LENGTH
	// ErrBadArgument: a value is not among those allowed, or a text is not UTF-8 or holds a zero byte.
	ErrBadArgument Status = C.STAYDOWN_STATUS_BAD_ARGUMENT
	// ErrUnknownHandle: the Index or Matcher is nil or was made without its Open function.
	ErrUnknownHandle Status = C.STAYDOWN_STATUS_UNKNOWN_HANDLE
	// ErrClosed: the Index or Matcher has been closed.
	ErrClosed Status = C.STAYDOWN_STATUS_CLOSED_HANDLE
	// ErrIO: the system could not read or write a file.
	ErrIO Status = C.STAYDOWN_STATUS_IO
	// ErrBadIndex: the file is no index, is damaged, or holds hashes of another width.
	ErrBadIndex Status = C.STAYDOWN_STATUS_BAD_INDEX
	// ErrBadCatalogue: the catalogue cannot be read, or its index does not belong to it.
	ErrBadCatalogue Status = C.STAYDOWN_STATUS_BAD_CATALOGUE
	// ErrNoHash: the picture has no such hash.
	ErrNoHash Status = C.STAYDOWN_STATUS_NO_HASH
	// ErrPanic: the library failed at something that it should have foreseen; the call had no effect. Please report it.
	ErrPanic Status = C.STAYDOWN_STATUS_PANIC
	// ErrPictureUnknown: the bytes are of no picture format that is known.
	ErrPictureUnknown Status = C.STAYDOWN_STATUS_PICTURE_UNKNOWN
	// ErrPictureUnsupported: the format is known and not decoded.
	ErrPictureUnsupported Status = C.STAYDOWN_STATUS_PICTURE_UNSUPPORTED
	// ErrPictureTooLarge: the picture passes a limit.
	ErrPictureTooLarge Status = C.STAYDOWN_STATUS_PICTURE_TOO_LARGE
	// ErrPictureTooSmall: the picture has no pixels.
	ErrPictureTooSmall Status = C.STAYDOWN_STATUS_PICTURE_TOO_SMALL
	// ErrPictureTruncated: the file ends before the picture does.
	ErrPictureTruncated Status = C.STAYDOWN_STATUS_PICTURE_TRUNCATED
	// ErrPictureCorrupt: the bytes contradict the format.
	ErrPictureCorrupt Status = C.STAYDOWN_STATUS_PICTURE_CORRUPT
	// ErrPicturePanicked: the decoder panicked.
	ErrPicturePanicked Status = C.STAYDOWN_STATUS_PICTURE_PANICKED
)

// errBufferTooSmall never reaches a caller: the package asks again.
const errBufferTooSmall Status = C.STAYDOWN_STATUS_BUFFER_TOO_SMALL

// Error is the name of the status in lower case with hyphens, such as closed-handle; of a picture's, without the word picture;
// "?" for a number that is none.
func (s Status) Error() string {
	return C.GoString(C.staydown_status_name(C.int32_t(s)))
}

// Error is a failed call.
type Error struct {
	// Status says what failed.
	Status Status
	// Text says it for a log, with the details.
	Text string
}

// Error is the text and the name of the status.
func (e *Error) Error() string {
	return fmt.Sprintf("staydown: %s (%s)", e.Text, e.Status.Error())
}

// Unwrap is the status.
func (e *Error) Unwrap() error {
	return e.Status
}

// Version is the version of the C library, such as 0.1.0.
func Version() string {
	return C.GoString(C.staydown_version())
}

// call turns a status into an error. The library keeps the text of a failure for each thread, hence the lock.
func call(f func() C.StaydownStatus) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if status := f(); status != C.STAYDOWN_STATUS_OK {
		return &Error{Status(status), lastText()}
	}
	return nil
}

func lastText() string {
	var needed C.size_t
	C.staydown_last_error(nil, 0, &needed)
	text := make([]C.char, needed+1)
	C.staydown_last_error(unsafe.SliceData(text), needed, nil)
	return C.GoString(unsafe.SliceData(text))
}

func badArgument(format string, values ...any) error {
	return &Error{ErrBadArgument, fmt.Sprintf(format, values...)}
}
