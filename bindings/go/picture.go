package staydown

/*
#include <staydown.h>

// The data goes beside the struct: Go's memory must not hold pointers to Go's memory when C gets it.
static StaydownStatus pdq_pixels(const uint8_t *data, StaydownPixels pixels, StaydownPdq *pdq)
{
    pixels.data = data;
    return staydown_pdq_pixels(&pixels, pdq);
}
*/
import "C"

import "unsafe"

// PDQ is a PDQ hash and what came with it.
type PDQ struct {
	// Hash is the hash of the picture, upright.
	Hash Hash
	// Quality says how far the hash can be relied on, 0 to 100; under 50 it should decide nothing.
	Quality int
	// Orientations are the hashes of the picture as it is, turned by 90°, 180° and 270°, mirrored along either axis, and along
	// either diagonal.
	Orientations [8]Hash
}

// Limits are what decoding may take. A field that is zero stands for the default of that field.
type Limits struct {
	// Width and Height are in pixels.
	Width, Height uint32
	// Frames are those of an animation.
	Frames uint32
	// Bytes are those of the file.
	Bytes uint64
	// Pixels are width times height.
	Pixels uint64
	// Memory is what decoding takes at its peak, in bytes.
	Memory uint64
}

// DefaultLimits are the limits that zeros stand for.
func DefaultLimits() (Limits, error) {
	limits := Limits{}.c()
	err := call(func() C.StaydownStatus { return C.staydown_limits(&limits) })
	return Limits{
		Width: uint32(limits.width), Height: uint32(limits.height), Frames: uint32(limits.frames),
		Bytes: uint64(limits.bytes), Pixels: uint64(limits.pixels), Memory: uint64(limits.memory),
	}, err
}

func (l Limits) c() C.StaydownLimits {
	return C.StaydownLimits{
		size:  C.sizeof_StaydownLimits,
		width: C.uint32_t(l.Width), height: C.uint32_t(l.Height), frames: C.uint32_t(l.Frames),
		bytes: C.uint64_t(l.Bytes), pixels: C.uint64_t(l.Pixels), memory: C.uint64_t(l.Memory),
	}
}

// Pixels are those of a picture that the caller decoded.
type Pixels struct {
	// Data holds the rows, from the top, Stride bytes apart.
	Data []byte
	// Channels are 1 for luma, or 3 for red, green and blue: a byte each.
	Channels int
	// Width and Height are in pixels, at least 1.
	Width, Height int
	// Stride is at least Width times Channels.
	Stride int
}

// c is all but the data. The library compares the sides with the length of the data.
func (p Pixels) c() (C.StaydownPixels, error) {
	if p.Channels < 0 || p.Channels > 3 || p.Width < 0 || p.Height < 0 || p.Stride < 0 {
		return C.StaydownPixels{}, badArgument("pixels of %d channels, %d by %d, stride %d", p.Channels, p.Width, p.Height, p.Stride)
	}
	return C.StaydownPixels{
		size: C.sizeof_StaydownPixels, channels: C.uint32_t(p.Channels), length: C.size_t(len(p.Data)),
		width: C.size_t(p.Width), height: C.size_t(p.Height), stride: C.size_t(p.Stride),
	}, nil
}

// HashBytes makes the PDQ hash of a picture file. Fails with [ErrPictureUnknown] and the other statuses of pictures.
func HashBytes(file []byte, limits Limits) (PDQ, error) {
	asked := limits.c()
	return hashed(func(pdq *C.StaydownPdq) C.StaydownStatus {
		return C.staydown_pdq(start(file), C.size_t(len(file)), &asked, pdq)
	})
}

// HashFile makes the PDQ hash of the picture file of that path. Fails with [ErrIO] and the statuses of pictures.
func HashFile(path string, limits Limits) (PDQ, error) {
	name, err := text(path)
	if err != nil {
		return PDQ{}, err
	}
	asked := limits.c()
	return hashed(func(pdq *C.StaydownPdq) C.StaydownStatus {
		return C.staydown_pdq_file(chars(name), &asked, pdq)
	})
}

// HashPixels makes the PDQ hash of pixels. Fails with [ErrBadArgument] for sides that do not suit the data.
func HashPixels(pixels Pixels) (PDQ, error) {
	asked, err := pixels.c()
	if err != nil {
		return PDQ{}, err
	}
	return hashed(func(pdq *C.StaydownPdq) C.StaydownStatus {
		return C.pdq_pixels(start(pixels.Data), asked, pdq)
	})
}

func hashed(f func(*C.StaydownPdq) C.StaydownStatus) (PDQ, error) {
	pdq := C.StaydownPdq{size: C.sizeof_StaydownPdq}
	if err := call(func() C.StaydownStatus { return f(&pdq) }); err != nil {
		return PDQ{}, err
	}
	return PDQ{
		Hash:         *(*Hash)(unsafe.Pointer(&pdq.hash)),
		Quality:      int(pdq.quality),
		Orientations: *(*[8]Hash)(unsafe.Pointer(&pdq.orientations)),
	}, nil
}

// Classic makes another hash of a picture file, by the name of its profile, such as phash-64/image_hasher-3.1.1: 8 or 32 bytes
// in the order of its hexadecimal digits.
//
// Fails with [ErrBadArgument] for another name, [ErrNoHash] if the picture has no such hash, and the statuses of pictures.
func Classic(file []byte, profile string, limits Limits) ([]byte, error) {
	name, err := text(profile)
	if err != nil {
		return nil, err
	}
	asked := limits.c()
	hash := make([]byte, 32) // the longest there is
	var length C.size_t
	err = call(func() C.StaydownStatus {
		return C.staydown_classic(
			start(file), C.size_t(len(file)), &asked, chars(name), start(hash), C.size_t(len(hash)), &length)
	})
	if err != nil {
		return nil, err
	}
	return hash[:length], nil
}

// Digest computes the digests of bytes.
func Digest(file []byte) (Digests, error) {
	digests := C.StaydownDigests{size: C.sizeof_StaydownDigests}
	err := call(func() C.StaydownStatus { return C.staydown_digests(start(file), C.size_t(len(file)), &digests) })
	if err != nil {
		return Digests{}, err
	}
	return Digests{
		MD5:    *(*[16]byte)(unsafe.Pointer(&digests.md5)),
		SHA1:   *(*[20]byte)(unsafe.Pointer(&digests.sha1)),
		SHA256: *(*[32]byte)(unsafe.Pointer(&digests.sha256)),
	}, nil
}
