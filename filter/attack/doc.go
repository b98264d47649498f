// Package attack tells how much a text reads like an attack on a language
// model: an instruction that is to override those of the system, or a role that
// is to free the model of its rules.
//
// A linear model with weights of four bits runs over hashed words, pairs and
// triples of words, short character sequences and classes of words of the normalised text. Text
// is normalised as package view folds it, in lower case and without accents. The
// score of a text is that of its strongest window, so that an attack in the
// middle of a long document counts as much as one that stands alone.
//
// The weights are data: policies/model, made by the command
// filter/cmd/trainer, which uses this package for its features, so that both
// see the same. policies/model/README.md says what they were learned from and
// what they are bad at.
//
// Cost: one pass over the text, a bounded number of operations a byte; nothing
// is allocated once the buffers have grown. The text is read only; no word of it
// is kept but in Explain, which is for people who have the text.
package attack
