// Package chat knows which strings of a chat API are text, and whose.
//
// An API is data (policies/apis): how its requests and responses are
// recognised, which paths hold text in which scope, where the role of a
// message stands, which paths are never touched, and how a blocked call is
// answered. This package is the machine that reads the data: Registry finds
// the API of an exchange, Walker follows a JSON document token by token and
// tells for each string what it is.
//
// Promise: a string at a path that the data does not name is text all the
// same, in scope Other. A shape that is new, or an API that is unknown, is
// inspected in full; only paths named under "skip" are passed over.
//
// Safe on hostile input: a Walker keeps one small frame for each open array
// or object and the key it stands at, both limited by the scanner that drives
// it; it does not recurse.
package chat
