// Package leak tells whether a text gives away parts of another one that it was written from: the instructions of a chatbot in
// its answers.
//
// The other text is kept as hashes of evenly spaced shingles, keyed by a seed of the process, so that nothing of it can be
// read from memory or guessed from outside. What is looked through may come in pieces: each byte is read once, the spans do
// not depend on the cuts, and Held says from where on it has to wait. Work and memory are bounded: linear in the text, and a
// set of MaxShingles.
package leak
