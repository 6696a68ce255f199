package staydown

// #include <stdint.h>
import "C"

import (
	"strings"
	"unsafe"
)

// texts puts a zero byte at the end of each.
func texts(of ...string) ([][]byte, error) {
	ended := make([][]byte, len(of))
	for i, text := range of {
		if strings.IndexByte(text, 0) >= 0 {
			return nil, badArgument("a text holds a zero byte")
		}
		ended[i] = append([]byte(text), 0)
	}
	return ended, nil
}

func text(of string) ([]byte, error) {
	ended, err := texts(of)
	if err != nil {
		return nil, err
	}
	return ended[0], nil
}

func chars(ended []byte) *C.char {
	return (*C.char)(unsafe.Pointer(unsafe.SliceData(ended)))
}

// optional is NULL for the empty text.
func optional(ended []byte) *C.char {
	if len(ended) == 1 {
		return nil
	}
	return chars(ended)
}

func start(bytes []byte) *C.uint8_t {
	return (*C.uint8_t)(unsafe.SliceData(bytes))
}
