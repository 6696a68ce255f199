package staydown

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/maphash"
	"io"
	"math/bits"
)

// Hash is a hash of 256 bits: its bytes in the order of its hexadecimal digits.
//
// It identifies a picture that may be listed and does not belong in logs. So fmt shows an id in its place, which is the same
// for equal hashes within a process and says nothing else, whatever the verb; [Hash.Hex] has the digits.
type Hash [32]byte

// ParseHash reads the 64 hexadecimal digits of a hash, in upper or lower case. Fails with [ErrBadArgument].
func ParseHash(text string) (Hash, error) {
	var hash Hash
	if len(text) != 2*len(hash) {
		return Hash{}, badArgument("a hash has %d hexadecimal digits, the text has %d bytes", 2*len(hash), len(text))
	}
	if _, err := hex.Decode(hash[:], []byte(text)); err != nil {
		return Hash{}, badArgument("the text has bytes that are not hexadecimal digits")
	}
	return hash, nil
}

// Hex is the 64 hexadecimal digits of the hash, in lower case.
func (h Hash) Hex() string {
	return hex.EncodeToString(h[:])
}

// Distance is the number of bits in which the hashes differ, 0 to 256.
func (h Hash) Distance(other Hash) int {
	distance := 0
	for at := 0; at < len(h); at += 8 {
		distance += bits.OnesCount64(binary.LittleEndian.Uint64(h[at:]) ^ binary.LittleEndian.Uint64(other[at:]))
	}
	return distance
}

var seed = maphash.MakeSeed()

// Format writes an id in the place of the hash.
func (h Hash) Format(state fmt.State, _ rune) {
	fmt.Fprintf(state, "Hash(#%08x)", uint32(maphash.Bytes(seed, h[:])))
}

// Digests are the cryptographic digests of a file's bytes. fmt shows nothing of them.
type Digests struct {
	MD5    [16]byte
	SHA1   [20]byte
	SHA256 [32]byte
}

// Format writes the name of the type alone.
func (d Digests) Format(state fmt.State, _ rune) {
	io.WriteString(state, "Digests(..)") //nolint:errcheck // fmt ignores it too
}
