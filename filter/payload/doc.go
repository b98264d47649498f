// Package payload finds code that is meant for what stands behind a chatbot:
// queries, markup with scripts, commands and what runs them, paths out of a
// folder, template expressions and objects that run code, addresses that only a
// server can reach or that two readers read differently, lines of others' heads.
//
// People ask chatbots about code, so a keyword is no evidence here. What counts
// is the way out: the quote that ends somebody else's string, the separator that
// ends somebody else's command, the tag that begins a script. A text that is a
// statement, a command or a page as a whole is somebody's work, and scores low.
// Names and commands that only attacks have are data (forms). A short value has
// a second look as a whole (Value): what it would do inside a statement or a
// command shows in its first tokens, and its escapes are undone once. How much a finding means depends on where it stands; package guard knows that.
//
// Cost: one pass over the text, a table look-up a byte, and at the bytes that can
// begin an attack a look at no more than the next reach bytes. Nothing is
// allocated but the findings. Whatever the text, no step recurses or goes back.
package payload
