package attack

import (
	"encoding/binary"
	"errors"
	"math"
	"strings"
)

// Model is a set of weights, as they lie in the file that the trainer wrote:
// magic, then little-endian 32-bit floats (see header), the lexicon, and the
// weights: four bits for each feature of the score, a byte for each of classes,
// a byte for each of the type, all signed.
type Model struct {
	header
	lexicon
	weights string // of Features, two in a byte, the lower bits first
	classes string // of ClassFeatures, as often as they count
	types   string // of TypeFeatures
}

// header is the numbers of a model.
type header struct {
	Unit     float32         // what a step of a weight of the score is worth
	Bias     [Scales]float32 // by size of window
	Slope    float32         // of the calibration
	Offset   float32
	TypeUnit float32
	TypeBias float32
}

const (
	magic      = "chatguard attack model 4\n"
	headerSize = 4 * (5 + Scales)
	weightSize = Features / 2
)

// Open reads a model. Its weights are used where data lies.
func Open(data string) (*Model, error) {
	rest, ok := strings.CutPrefix(data, magic)
	if !ok || len(rest) != headerSize+lexSize+weightSize+ClassFeatures+TypeFeatures {
		return nil, errors.New("attack: the model is of another version than the program")
	}
	tables := rest[headerSize+lexSize:]
	m := &Model{
		weights: tables[:weightSize], classes: tables[weightSize : weightSize+ClassFeatures], types: tables[weightSize+ClassFeatures:],
	}
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

// A weight keeps its size up to so many times the root of the mean square of all
// that are not zero: a few large ones may not make all others coarse. Of the
// score's there are so many that four bits of each are enough: what rounding
// takes from one it gives to another.
const (
	clip     = 3.5
	typeClip = 8
)

// Append appends the file of the model, its weights rounded.
func (l *Learned) Append(dst []byte) []byte {
	weights, classes := l.Weights[:Features], l.Weights[Features:]
	h := header{
		Unit: clip * rms(weights) / 7, Bias: l.Bias, Slope: l.Slope, Offset: l.Offset,
		TypeUnit: typeClip * rms(l.Types) / 127, TypeBias: l.TypeBias,
	}
	dst = append(dst, magic...)
	for _, p := range h.fields() {
		dst = binary.LittleEndian.AppendUint32(dst, math.Float32bits(*p))
	}
	dst = l.Lexicon.append(dst)
	for i := 0; i < Features; i += 2 {
		dst = append(dst, byte(rounded(weights[i]/h.Unit, 7)&15|rounded(weights[i+1]/h.Unit, 7)<<4))
	}
	for _, v := range classes {
		dst = append(dst, byte(rounded(ClassValue*v/h.Unit, 127)))
	}
	for _, v := range l.Types {
		dst = append(dst, byte(rounded(v/h.TypeUnit, 127)))
	}
	return dst
}

// rms is the root of the mean square of all that are not zero.
func rms(w []float32) float32 {
	sum, n := 0.0, 0
	for _, v := range w {
		if v != 0 {
			sum += float64(v) * float64(v)
			n++
		}
	}
	return float32(math.Sqrt(sum / float64(max(n, 1))))
}

// rounded is the whole number next to v, from -most to most.
func rounded(v float32, most float64) int8 {
	return int8(min(max(math.Round(float64(v)), -most), most))
}

// four is the weight of a feature that is not of classes, in steps of Unit: its
// half of a byte goes to the top and comes back with its sign.
func four(weights string, f uint32) int32 {
	return int32(uint32(weights[f>>1])<<((28-4*(f&1))&31)) >> 28
}
