package attack

import (
	"encoding/binary"
	"errors"
	"math"
	"strings"
)

// Model is a set of weights, as they lie in the file that the trainer wrote:
// magic, then little-endian 32-bit floats (see header), then a byte for each
// feature, signed, of the score, then of the type.
type Model struct {
	header
	lexicon
	weights string // Features of the score, then ClassFeatures
	types   string // TypeFeatures of the type
}

// header is the numbers of a model.
type header struct {
	Unit     float32         // what a step of a weight is worth
	Bias     [Scales]float32 // by size of window
	Slope    float32         // of the calibration
	Offset   float32
	TypeUnit float32
	TypeBias float32
}

const (
	magic      = "chatguard attack model 3\n"
	headerSize = 4 * (5 + Scales)
)

// Open reads a model. Its weights are used where data lies.
func Open(data string) (*Model, error) {
	rest, ok := strings.CutPrefix(data, magic)
	if !ok || len(rest) != headerSize+lexSize+Features+ClassFeatures+TypeFeatures {
		return nil, errors.New("attack: the model is of another version than the program")
	}
	tables := rest[headerSize+lexSize:]
	m := &Model{weights: tables[:Features+ClassFeatures], types: tables[Features+ClassFeatures:]}
	if !m.lexicon.read(rest[headerSize:]) {
		return nil, errors.New("attack: the lexicon of the model is full")
	}
	for i, p := range m.header.fields() {
		*p = math.Float32frombits(binary.LittleEndian.Uint32([]byte(rest[4*i : 4*i+4])))
	}
	return m, nil
}

func (h *header) fields() []*float32 {
	all := []*float32{&h.Unit}
	for i := range h.Bias {
		all = append(all, &h.Bias[i])
	}
	return append(all, &h.Slope, &h.Offset, &h.TypeUnit, &h.TypeBias)
}

// Learned is a model with weights as the trainer has them.
type Learned struct {
	Lexicon        *Lexicon
	Weights, Types []float32 // Features and ClassFeatures, TypeFeatures
	Bias           [Scales]float32
	TypeBias       float32
	Slope, Offset  float32
}

// clip is the largest weight that keeps its size, as a multiple of the root of
// the mean square of all that are not zero: a few large ones may not make all
// others coarse.
const clip = 8

// Append appends the file of the model, its weights rounded to eight bits.
func (l *Learned) Append(dst []byte) []byte {
	h := header{Unit: unitOf(l.Weights), Bias: l.Bias, Slope: l.Slope, Offset: l.Offset, TypeUnit: unitOf(l.Types), TypeBias: l.TypeBias}
	dst = append(dst, magic...)
	for _, p := range h.fields() {
		dst = binary.LittleEndian.AppendUint32(dst, math.Float32bits(*p))
	}
	dst = l.Lexicon.append(dst)
	dst = appendRounded(dst, l.Weights, h.Unit)
	return appendRounded(dst, l.Types, h.TypeUnit)
}

func unitOf(w []float32) float32 {
	sum, n := 0.0, 0
	for _, v := range w {
		if v != 0 {
			sum += float64(v) * float64(v)
			n++
		}
	}
	return float32(clip * math.Sqrt(sum/float64(max(n, 1))) / 127)
}

func appendRounded(dst []byte, w []float32, unit float32) []byte {
	for _, v := range w {
		q := math.Round(float64(v / unit))
		dst = append(dst, byte(int8(min(max(q, -127), 127))))
	}
	return dst
}
