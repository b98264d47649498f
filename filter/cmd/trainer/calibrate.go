package main

import (
	"slices"

	"github.com/chatguard/chatguard/filter/eval"
)

// calibration turns a sum of weights into a score that means something: of
// benign texts of sources that the weights were not learned from, one of 50
// scores above 0.5, and one of 200 above 0.8.
type calibration struct{ slope, offset float32 }

const (
	rateLow, scoreLow   = 0.02, 0.5
	rateHigh, scoreHigh = 0.005, 0.8
	logitHigh           = 1.3862944 // of 0.8; that of 0.5 is 0
)

func calibrate(cases []eval.Case, z []float32) calibration {
	var benign []float32
	for i := range cases {
		if cases[i].TierName() == "benign" {
			benign = append(benign, z[i])
		}
	}
	slices.Sort(benign)
	low, high := atRate(benign, rateLow), atRate(benign, rateHigh)
	slope := logitHigh / (high - low)
	return calibration{slope, -slope * low}
}

// atRate returns what only that share of the sorted values lies above.
func atRate(sorted []float32, rate float64) float32 {
	return sorted[len(sorted)-1-int(rate*float64(len(sorted)))]
}

func (c calibration) score(z float32) float32 { return sigmoid(c.slope*z + c.offset) }
