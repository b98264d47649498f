// Package mask writes what stands in for a finding.
//
// It promises:
//
//   - What it writes never contains the value, but for the characters that
//     Partial was told to keep. A Spec that cannot be carried out (a hash
//     without a key) gives the Label form, never the value.
//   - Within one exchange the same value of the same type gets the same
//     placeholder, and different ones different placeholders.
//   - What it writes is valid UTF-8, and AppendJSON makes it the content of a
//     JSON string.
//   - Memory is bounded, whatever the number of findings. Values are not kept,
//     only seeded hashes of them, unless Numbers.Keep asks for restoring.
package mask
